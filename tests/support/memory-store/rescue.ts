import type { RescuedRun } from "../../../lib/cron/ports/runs.ts";
import { end, handBack, logAttempt, type RunRow, type RunTable } from "./run-table.ts";

/** Takes runs whose lease is over out of `started`. The fence rises, so that the old holder can change nothing. */
export function rescueRuns(table: RunTable, { lockKey, limit }: { lockKey?: string; limit: number }): RescuedRun[] {
  const now = table.clock.now();
  const dead = table
    .all()
    .filter((row) => row.leaseExpiresAt !== null && row.leaseExpiresAt < now)
    .filter((row) => lockKey === undefined || row.lockKey === lockKey)
    .slice(0, limit);
  return dead.map((row) => rescueRun(table, row, now));
}

function rescueRun(table: RunTable, row: RunRow, now: Date): RescuedRun {
  logAttempt(row, {
    attempt: row.attempts,
    startedAt: row.attemptStartedAt ?? row.startedAt,
    endedAt: now,
    outcome: row.abortReason === "timeout" ? "timed_out" : "abandoned",
    error: "The process stopped renewing its lease",
  });
  row.fence = table.nextFence();
  const status = statusAfterDeath(row);
  if (status === "retrying") handBack(row, "lease_expired", now);
  else end(row, { status, reason: row.abortReason ?? "lease_expired", at: now });
  return { runId: row.id, jobName: row.jobName, trigger: row.trigger, status };
}

function statusAfterDeath(row: RunRow): RescuedRun["status"] {
  if (row.abortReason === "cancel" || row.abortReason === "replaced") return "cancelled";
  if (row.attempts < row.maxAttempts) return "retrying";
  return row.abortReason === "timeout" ? "timed_out" : "abandoned";
}
