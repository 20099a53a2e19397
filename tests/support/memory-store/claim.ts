import type { ClaimRequest, StartedRun } from "../../../lib/cron/ports/runs.ts";
import { isWaiting } from "../../../lib/cron/words/vocabulary.ts";
import { end, type RunRow, type RunTable, toStartedRun } from "./run-table.ts";

/** Starts due waiting runs that find a free lane; the oldest of a lock key goes first, backfills go last. Disabled ones end here. */
export function claimRuns(table: RunTable, request: ClaimRequest): StartedRun[] {
  const claimed: StartedRun[] = [];
  let backfills = 0;
  for (const row of dueRuns(table, request)) {
    if (claimed.length === request.limit) break;
    if (row.trigger === "backfill" && backfills === request.backfills) continue;
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
    if (row.trigger === "backfill") backfills += 1;
    claimed.push(toStartedRun(row));
  }
  return claimed;
}

/** Due waiting runs of these jobs, backfills last. */
export function dueRuns(table: RunTable, request: Pick<ClaimRequest, "jobNames" | "lockKey" | "runIds">): RunRow[] {
  const now = table.clock.now();
  return table
    .all()
    .filter((row) => isWaiting(row.status) && row.nextAttemptAt !== null && row.nextAttemptAt <= now)
    .filter((row) => request.jobNames.includes(row.jobName))
    .filter((row) => request.lockKey === undefined || row.lockKey === request.lockKey)
    .filter((row) => request.runIds === undefined || request.runIds.includes(row.id))
    .sort((a, b) => Number(a.trigger === "backfill") - Number(b.trigger === "backfill"));
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
