import type { ClaimRequest, StartedRun } from "../../cron/ports.ts";
import { isWaiting } from "../../cron/vocabulary.ts";
import { end, type RunRow, type RunTable, toStartedRun } from "./run-table.ts";

/** Starts due waiting runs that find a free lane; the oldest of a lock key goes first. Disabled ones end here. */
export function claimRuns(table: RunTable, request: ClaimRequest): StartedRun[] {
  const claimed: StartedRun[] = [];
  for (const row of dueRuns(table, request)) {
    if (claimed.length === request.limit) break;
    if (!isEnabled(table, request, row)) {
      end(row, {
        status: row.status === "queued" ? "skipped" : "cancelled",
        reason: "disabled",
        at: table.clock.now(),
      });
      continue;
    }
    const lane = table.freeLane(row.lockKey, row.lanes);
    if (lane === null) continue;
    start(table, row, { lane, request });
    claimed.push(toStartedRun(row));
  }
  return claimed;
}

function dueRuns(table: RunTable, request: ClaimRequest): RunRow[] {
  const now = table.clock.now();
  return table
    .all()
    .filter((row) => isWaiting(row.status) && row.nextAttemptAt !== null && row.nextAttemptAt <= now)
    .filter((row) => request.jobNames.includes(row.jobName))
    .filter((row) => request.lockKey === undefined || row.lockKey === request.lockKey);
}

function isEnabled(table: RunTable, request: ClaimRequest, row: RunRow): boolean {
  return row.forced || (table.enabled.get(row.jobName) ?? request.enabledByDefault.includes(row.jobName));
}

function start(table: RunTable, row: RunRow, { lane, request }: { lane: number; request: ClaimRequest }): void {
  const now = table.clock.now();
  Object.assign(row, {
    status: "started",
    reason: null,
    lane,
    fence: table.nextFence(),
    leaseExpiresAt: new Date(now.getTime() + request.leaseMs),
    nextAttemptAt: null,
    attempts: row.attempts + 1,
    startedAt: row.attemptStartedAt === null ? now : row.startedAt,
    attemptStartedAt: now,
    worker: request.worker,
  });
}
