import type { Beat, BeatAnswer, FinishAnswer, FinishRequest } from "../../../lib/cron/ports/runs.ts";
import { isWaiting, type RunStatus } from "../../../lib/cron/words/vocabulary.ts";
import { end, handBack, logAttempt, type RunRow, type RunTable } from "./run-table.ts";

/** From this interruption on an attempt that is handed back counts: else a job that outlives every grace never ends. */
const FREE_INTERRUPTIONS = 2;

/** Renews, reports and asks for one held run; a run that is not held any more gets nothing written. */
export function beatRun(table: RunTable, beat: Beat): BeatAnswer {
  const row = table.held(beat.runId, beat.fence);
  if (!row) return { runId: beat.runId, held: false };
  const now = table.clock.now();
  if (beat.leaseMs !== null) row.leaseExpiresAt = new Date(now.getTime() + beat.leaseMs);
  if (beat.progress) row.progress = { ...beat.progress };
  if (row.abortReason === null || row.abortReason === "timeout") row.abortReason = beat.abortReason;
  row.lines.push(...beat.lines);
  for (const metric of beat.metrics ?? []) row.metrics.set(metric.name, metric);
  // A beat that is sent again after a lost answer begins no further attempt.
  if (beat.nextAttempt && beat.nextAttempt.attempt > row.attempts) {
    logAttempt(row, beat.nextAttempt.failed);
    row.attempts = beat.nextAttempt.attempt;
    row.attemptStartedAt = now;
  }
  return { runId: beat.runId, held: true, abort: row.abortReason === "timeout" ? null : row.abortReason };
}

/** Ends a held run or hands it back. */
export function finishRun(table: RunTable, request: FinishRequest): FinishAnswer {
  const row = table.held(request.runId, request.fence);
  if (!row) return answerRepeated(table, request);
  if (request.attemptEntry) logAttempt(row, request.attemptEntry);
  row.lines.push(...request.lines);
  row.reports.push(...request.reports);
  Object.assign(row, {
    message: request.message,
    result: structuredClone(request.result),
    error: request.error,
    progress: request.progress ?? row.progress,
  });
  const at = new Date(table.clock.now().getTime() - request.lagMs);
  if (request.kind === "ended") end(row, { status: request.status, reason: request.reason, at });
  else handBackOrEnd(table, row, { request, at });
  return applied(table, row);
}

function handBackOrEnd(
  table: RunTable,
  row: RunRow,
  { request, at }: { request: Extract<FinishRequest, { kind: "retrying" }>; at: Date },
): void {
  charge(row, request.costs);
  if (row.abortReason === "cancel" || row.abortReason === "replaced") {
    end(row, { status: "cancelled", reason: row.abortReason, at });
  } else if (row.attempts >= row.maxAttempts) {
    end(row, { status: "abandoned", reason: "no_attempts_left", at });
  } else {
    handBack(row, request.reason, new Date(table.clock.now().getTime() + request.retryInMs));
  }
}

function charge(row: RunRow, costs: "attempt" | "interruption" | "continuation"): void {
  switch (costs) {
    case "attempt":
      return;
    case "interruption":
      row.interruptions++;
      if (row.interruptions <= FREE_INTERRUPTIONS) row.attempts--;
      return;
    case "continuation":
      row.continuations++;
      row.attempts--;
  }
}

/** A finish whose first answer was lost counts as applied: the fence is still the caller's, the outcome is too. */
function answerRepeated(table: RunTable, request: FinishRequest): FinishAnswer {
  const row = table.find(request.runId);
  if (row !== null && String(row.fence) === request.fence && couldHaveMade(request, row.status))
    return applied(table, row);
  return { applied: false, status: null, completedAt: null, nextWaits: false };
}

function applied(table: RunTable, row: RunRow): FinishAnswer {
  return { applied: true, status: row.status, completedAt: row.completedAt, nextWaits: someoneIsDue(table, row) };
}

function couldHaveMade(request: FinishRequest, status: RunStatus): boolean {
  if (request.kind === "ended") return status === request.status;
  return status === "retrying" || status === "cancelled" || status === "abandoned";
}

function someoneIsDue(table: RunTable, ended: RunRow): boolean {
  const now = table.clock.now();
  return table
    .all()
    .some(
      (row) =>
        row !== ended &&
        row.lockKey === ended.lockKey &&
        isWaiting(row.status) &&
        row.nextAttemptAt !== null &&
        row.nextAttemptAt <= now,
    );
}
