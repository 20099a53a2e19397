import { randomUUID } from "node:crypto";
import type { Incident } from "../../../lib/alerts/words/incident.ts";

/** An open incident of a job that failed at nine. */
export function anIncident(change: Partial<Incident> = {}): Incident {
  const at = new Date("2026-11-27T09:00:00.000Z");
  return {
    id: randomUUID(),
    rule: "failed",
    subject: "job:refresh-tokens",
    severity: "warning",
    state: "open",
    jobName: "refresh-tokens",
    category: "integrations",
    facts: {},
    causeId: null,
    openedAt: at,
    lastSignalAt: at,
    openings: 1,
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    snoozedUntil: null,
    resolvedAt: null,
    resolvedBy: null,
    version: 1,
    ...change,
  };
}

/** A message that was given up, with its one try. */
export function deadMessage() {
  const id = randomUUID();
  const at = new Date("2026-11-27T09:00:00.000Z");
  const tried = { at, attempt: 1, outcome: "dead", status: 404, answer: "no_service", durationMs: 12 };
  return {
    ...{ id, dedupeKey: id, kind: "alert", address: "channel:chat", payload: {}, state: "dead", attempts: 1 },
    ...{ createdAt: at, nextAttemptAt: at, giveUpAt: at, deadAt: at, reason: "404: no_service" },
    deliveries: { create: tried },
  };
}
