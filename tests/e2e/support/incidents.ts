import { insertEntries, insertIncidents } from "../../../lib/alerts/incidents/incident-rows.ts";
import type { Incident } from "../../../lib/alerts/words/incident.ts";
import { RULES } from "../../../lib/alerts/words/vocabulary.ts";
import type { Db } from "../../../lib/db.ts";
import { anIncident } from "../../alerts/support/alert-rows.ts";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** An incident with the line that opened it; the run is one of its job's. */
export async function openIncident(db: Db, change: Partial<Incident> = {}): Promise<Incident> {
  const at = change.openedAt ?? minutesAgo(12);
  const incident = anIncident({ openedAt: at, lastSignalAt: at, ...change });
  await insertIncidents(db, [incident]);
  const line = { incidentId: incident.id, at, kind: "opened", actor: null, note: null } as const;
  await insertEntries(db, [
    { ...line, detail: { severity: incident.severity, runId: incident.facts.run?.id ?? null } },
  ]);
  return incident;
}

/** What fails of a job of the code. @param runId of its latest run */
export function failing(runId: string, count = 4): Partial<Incident> {
  const job = { name: "health-check", description: "Checks what the jobs depend on", category: "monitoring" };
  const run = {
    id: runId,
    trigger: "schedule",
    slot: minutesAgo(12).toISOString(),
    attempts: 3,
    maxAttempts: 3,
  } as const;
  return {
    ...{ rule: "failed", subject: "job:health-check", jobName: "health-check", category: "monitoring" },
    facts: { job, run: { ...run, durationMs: 4_200, error: "connect ECONNREFUSED 10.0.0.7:5432" }, count },
  };
}

/** One of everything that the screens of alerts show. */
export async function seedAlerts(db: Db, runId: string) {
  const cause = await openIncident(db, {
    ...{ rule: "component", subject: "component:mail", severity: "critical", jobName: null, category: null },
    facts: { detail: "no answer within 5000 ms", since: minutesAgo(14).toISOString() },
    openedAt: minutesAgo(14),
  });
  const follows = { causeId: cause.id, jobName: "clean-data", category: "data", subject: "job:clean-data" };
  await openIncident(db, { ...follows, rule: "raised" });
  const incident = await openIncident(db, failing(runId));
  const seen = { state: "acknowledged", acknowledgedAt: minutesAgo(3), acknowledgedBy: "jo@example.com" } as const;
  const facts = { numbers: { p95Ms: 250_000, timeoutMs: 300_000 }, code: "near_timeout" };
  const slow = { rule: "slow", severity: "info", subject: "job:convert-images", jobName: "convert-images" } as const;
  await openIncident(db, { ...slow, ...seen, facts, category: "media", openings: 3, snoozedUntil: minutesAgo(-50) });
  const over = { state: "resolved", openedAt: minutesAgo(200), resolvedAt: minutesAgo(170) } as const;
  await openIncident(db, { ...over, subject: "job:update-rankings", jobName: "update-rankings", severity: "warning" });
  await seedChannels(db, incident.id);
  return { cause, incident };
}

/** A channel that works and one that does not, with what was told through each. */
async function seedChannels(db: Db, incidentId: string): Promise<void> {
  const channel = {
    kind: "webhook",
    origin: "person",
    settings: { host: "hooks.example.com" },
    createdBy: "jo@example.com",
    // Nobody is told through them of what else goes wrong meanwhile.
    mutedRules: [...RULES],
  };
  const quiet = { quietFrom: "22:00", quietUntil: "07:00", quietZone: "Asia/Seoul" };
  const broken = { failingSince: minutesAgo(9), failure: "404: no_service: the webhook was deleted; make a new one" };
  await db.alertChannel.createMany({
    data: [
      {
        id: "ops",
        name: "On call",
        ...channel,
        ...quiet,
        lastDeliveryAt: minutesAgo(11),
        canary: true,
        lastCanaryAt: minutesAgo(60),
      },
      { id: "chat", name: "Old chat room", ...channel, ...broken, minSeverity: "warning", categories: ["monitoring"] },
    ],
  });
  for (const [channelId, state] of [
    ["ops", "delivered"],
    ["chat", "dead"],
  ] as const)
    await seedMessage(db, { incidentId, channelId, state });
}

async function seedMessage(db: Db, told: { incidentId: string; channelId: string; state: "delivered" | "dead" }) {
  const { incidentId, channelId, state } = told;
  const at = minutesAgo(11);
  const ids = { id: crypto.randomUUID(), dedupeKey: crypto.randomUUID(), channelId, address: `channel:${channelId}` };
  const ends = state === "dead" ? { deadAt: at, reason: "404: no_service" } : { deliveredAt: at };
  const tried = { at, attempt: 1, outcome: state, status: state === "dead" ? 404 : 200, durationMs: 84 };
  const instants = { createdAt: at, nextAttemptAt: at, giveUpAt: at };
  await db.outboxMessage.create({
    data: {
      ...{ ...ids, ...ends, ...instants, kind: "alert", payload: {}, state, attempts: 1 },
      deliveries: { create: { ...tried, answer: state === "dead" ? "no_service" : "ok" } },
    },
  });
  const notice = {
    id: crypto.randomUUID(),
    incidentId,
    channelId,
    kind: "opened",
    sequence: 1,
    createdAt: at,
    dueAt: at,
  };
  await db.alertNotice.create({ data: { ...notice, messageId: ids.id } });
}
