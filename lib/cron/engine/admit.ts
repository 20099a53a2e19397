import type { AnyJob } from "../jobs/define-job.ts";
import { lanesOf, lockKeyOf } from "../jobs/lock-key.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { AdmitAnswer, AdmitRequest, SlotRequest } from "../ports/runs.ts";
import { nextInstant, previousInstant } from "../time/expressions.ts";
import type { Delivery, NotBegun, RunRequest } from "../words/answers.ts";
import type { Json } from "../words/json.ts";
import { newRunId } from "../words/run-id.ts";
import type { HoldReason } from "../words/vocabulary.ts";

/** An admission whose answer was lost is asked again under the same id: it is then answered with the same run. */
const ADMIT_PAUSES_MS = [100, 400];

/** A platform may deliver a slot this late (its hourly precision and a margin), and this early (skewed clocks). */
const MAX_DELIVERY_DELAY_MS = 2 * 3_600_000;
const EARLY_MS = 5_000;

/** What the store decides on: the job's rules and this request, in one value. */
export function admitRequestOf(parts: EngineParts, job: AnyJob, request: RunRequest & { params: Json }): AdmitRequest {
  const now = parts.clock.now();
  return {
    id: request.runId ?? newRunId(now, parts.randomBytes),
    jobName: job.name,
    trigger: request.trigger,
    slot: slotOf(job, request.delivery, now),
    requestKey: request.delivery.kind === "request" ? request.delivery.key : null,
    lockKey: lockKeyOf(job, request.params),
    lanes: lanesOf(job),
    overlap: job.overlap ?? "skip",
    leaseMs: parts.times.leaseMs,
    maxAttempts: job.maxAttempts,
    params: request.params,
    actor: request.actor,
    worker: parts.worker,
    release: parts.release,
    force: request.force ?? false,
    enabledByDefault: job.enabledByDefault ?? true,
    parentId: request.parentId ?? null,
  };
}

/**
 * Asks the store, again when the database was away for a moment. In queue mode no run starts here. A delivered slot that
 * people hold still is refused without a row: the dispatcher, which watches it, writes its ending.
 */
export async function askForAdmission(parts: EngineParts, request: AdmitRequest): Promise<AdmitAnswer> {
  const ask = async (): Promise<AdmitAnswer> => {
    const reason = request.slot && (await parts.schedules?.heldBack(request.slot));
    if (reason) return { outcome: "skipped", reason, runId: null, heldBy: null };
    return parts.queue ? parts.runs.enqueue(request) : parts.runs.admit(request);
  };
  for (const pauseMs of ADMIT_PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!parts.isStoreUnavailable(error)) throw error;
      parts.events.emit({ type: "store_failed", operation: "admission", error });
      await parts.clock.sleep(pauseMs);
    }
  }
  return ask();
}

/** The public answer to an admission that did not start a run; a queued one waits for its key or for a worker. */
export function notBegun(
  job: AnyJob,
  answer: Exclude<AdmitAnswer, { outcome: "started" }>,
  waitsFor: "lock" | "worker",
): NotBegun {
  switch (answer.outcome) {
    case "queued": {
      const reason = `waits_for_${waitsFor}`;
      return { kind: "waiting", runId: answer.runId, jobName: job.name, status: "queued", reason };
    }
    case "duplicate":
      return {
        kind: "skipped",
        jobName: job.name,
        reason: "duplicate_slot",
        message: `This occurrence was delivered before; run ${answer.runId} stands for it and is ${answer.status}`,
        runId: answer.runId,
        firstStatus: answer.status,
        heldBy: null,
      };
    case "skipped":
      return {
        kind: "skipped",
        jobName: job.name,
        reason: answer.reason,
        message: refusalSentence(job, answer.reason),
        runId: answer.runId,
        firstStatus: null,
        heldBy: answer.heldBy,
      };
  }
}

/**
 * The platform's cron knows UTC only, so for a zoned job vercel.json holds every UTC time that can be right. A call at
 * the wrong one for today's offset stands for no slot.
 */
export function refuseUndue(parts: EngineParts, job: AnyJob, { delivery }: RunRequest): NotBegun | null {
  if (delivery.kind !== "scheduled" || job.schedule.kind !== "cron" || job.schedule.timezone === "UTC") return null;
  const now = parts.clock.now();
  const latest = previousInstant(job.schedule, new Date(now.getTime() + EARLY_MS));
  if (latest && now.getTime() - latest.getTime() <= MAX_DELIVERY_DELAY_MS) return null;
  const message = `${job.name} is not due now in ${job.schedule.timezone}`;
  return {
    kind: "skipped",
    jobName: job.name,
    reason: "not_due",
    message,
    runId: null,
    firstStatus: null,
    heldBy: null,
  };
}

function refusalSentence(job: AnyJob, reason: HoldReason | "already_running"): string {
  switch (reason) {
    case "disabled":
      return `${job.name} is disabled`;
    case "paused":
      return `${job.name} is paused`;
    case "skipped_by_person":
      return `Somebody took this slot of ${job.name} out of its schedule`;
    case "already_running":
      return "Another instance is already running";
  }
}

function slotOf(job: AnyJob, delivery: Delivery, now: Date): SlotRequest | null {
  if (delivery.kind !== "scheduled") return null;
  const previous = previousInstant(job.schedule, now);
  const next = nextInstant(job.schedule, now);
  // A job without a schedule has no slots: its delivery is an ordinary call.
  return previous === null && next === null ? null : { scheduleId: delivery.scheduleId, previous, next };
}
