import type { AdmitRequest, AttemptEntry, Beat, FinishRequest, LogLine } from "../../cron/ports.ts";

/** Requests as the JSON that the functions of the `transitions` migration read: column names as keys. */

export function admitJson(request: AdmitRequest): string {
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
  });
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
  });
}

/** An attempt log keeps the sentence, not the story: the full error is on the run. */
const MAX_ENTRY_ERROR_LENGTH = 1024;

function entryJson(entry: AttemptEntry): AttemptEntry {
  return { ...entry, error: entry.error?.slice(0, MAX_ENTRY_ERROR_LENGTH) ?? null };
}

const linesJson = (lines: LogLine[]): LogLine[] | undefined => (lines.length > 0 ? lines : undefined);
