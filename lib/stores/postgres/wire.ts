import type { AdmitRequest, AttemptEntry, Beat, FinishRequest, LogLine } from "../../cron/ports/runs.ts";

/**
 * Requests as the functions of prisma/sql read them: groups as JSON with column names as keys, a lone
 * one as parameters in the function's order.
 */

export type EndedFinish = Extract<FinishRequest, { kind: "ended" }>;

/** @param deferred the run waits for a worker even when its lock key is free */
export function admitJson(request: AdmitRequest, { deferred }: { deferred: boolean }): string {
  return JSON.stringify({
    id: request.id,
    job_name: request.jobName,
    trigger: request.trigger,
    schedule_id: request.slot?.scheduleId,
    slot_previous: request.slot?.previous,
    slot_next: request.slot?.next,
    request_key: request.requestKey,
    lock_key: request.lockKey,
    lanes: request.lanes,
    overlap: request.overlap,
    lease_ms: request.leaseMs,
    max_attempts: request.maxAttempts,
    params: request.params,
    parent_id: request.parentId,
    actor: request.actor,
    worker: request.worker,
    release: request.release,
    force: request.force,
    enabled_by_default: request.enabledByDefault,
    deferred,
  });
}

export function admitValues(request: AdmitRequest): unknown[] {
  const { slot } = request;
  return [
    request.id,
    request.jobName,
    request.trigger,
    slot?.scheduleId,
    slot?.previous,
    slot?.next,
    request.requestKey,
    request.lockKey,
    request.lanes,
    request.overlap,
    request.leaseMs,
    request.maxAttempts,
    jsonOrNull(request.params),
    request.parentId,
    request.actor,
    request.worker,
    request.release,
    request.force,
    request.enabledByDefault,
  ];
}

export function beatJson(beat: Beat): string {
  return JSON.stringify({
    id: beat.runId,
    fence: beat.fence,
    lease_ms: beat.leaseMs,
    progress: beat.progress,
    abort: beat.abortReason,
    attempt: beat.nextAttempt?.attempt,
    failed: beat.nextAttempt && entryJson(beat.nextAttempt.failed),
    lines: linesJson(beat.lines),
    metrics: beat.metrics && beat.metrics.length > 0 ? beat.metrics : undefined,
    waiting: beat.waiting ?? undefined,
  });
}

export function finishJson(request: FinishRequest): string {
  return JSON.stringify({
    id: request.runId,
    fence: request.fence,
    kind: request.kind,
    ...(request.kind === "ended"
      ? { status: request.status }
      : { retry_ms: Math.round(request.retryInMs), costs: request.costs }),
    reason: request.reason,
    lag_ms: Math.round(request.lagMs),
    message: request.message,
    result: request.result,
    error: request.error,
    progress: request.progress,
    entry: request.attemptEntry && entryJson(request.attemptEntry),
    lines: linesJson(request.lines),
    reports: request.reports.length > 0 ? request.reports : undefined,
  });
}

export function finishOneValues(request: EndedFinish): unknown[] {
  return [
    request.runId,
    request.fence,
    request.status,
    request.reason,
    Math.round(request.lagMs),
    request.message,
    jsonOrNull(request.result),
    jsonOrNull(request.error),
    jsonOrNull(request.progress),
    jsonOrNull(request.attemptEntry && entryJson(request.attemptEntry)),
    jsonOrNull(linesJson(request.lines)),
  ];
}

const jsonOrNull = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

/** An attempt log keeps the sentence, not the story: the full error is on the run. */
const MAX_ENTRY_ERROR_LENGTH = 1024;

function entryJson(entry: AttemptEntry): AttemptEntry {
  return { ...entry, error: entry.error?.slice(0, MAX_ENTRY_ERROR_LENGTH) ?? null };
}

const linesJson = (lines: LogLine[]): LogLine[] | undefined => (lines.length > 0 ? lines : undefined);
