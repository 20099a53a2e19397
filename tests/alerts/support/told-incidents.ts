import type { AlertPayload, ToldIncident } from "../../../lib/alerts/words/message.ts";

/** A job that failed three times in a row, as the outbox keeps what is told of it. */
export function toldFailure(changed: Partial<ToldIncident> = {}): ToldIncident {
  return {
    id: "0199a000-0000-7000-8000-000000000001",
    notice: "opened",
    rule: "failed",
    subject: "job:refresh-tokens",
    severity: "critical",
    state: "open",
    facts: {
      job: { name: "refresh-tokens", description: "Renews the tokens of all shops", category: "commerce" },
      run: {
        id: "0199a000-0000-7000-8000-00000000000a",
        trigger: "schedule",
        slot: "2026-11-27T08:00:00.000Z",
        attempts: 3,
        maxAttempts: 3,
        durationMs: 12_400,
        error: "the shop answered 401",
      },
      count: 3,
      since: "2026-11-27T06:00:00.000Z",
    },
    openedAt: "2026-11-27T08:00:13.000Z",
    resolvedAt: null,
    openings: 1,
    acknowledgedBy: null,
    affected: [],
    ...changed,
  };
}

/** The same when it is over, an hour after it was opened. */
export function toldRecovery(): ToldIncident {
  return toldFailure({ notice: "resolved", state: "resolved", resolvedAt: "2026-11-27T09:00:13.000Z" });
}

export function tellsOf(...incidents: [ToldIncident, ...ToldIncident[]]): AlertPayload {
  return { tells: "incidents", incidents };
}
