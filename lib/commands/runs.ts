import { randomBytes } from "node:crypto";
import { type Acting, actorName, triggerOf } from "../auth/acting.ts";
import { recordAlongside, recordAudit } from "../auth/audit.ts";
import { ApiError, notFound } from "../auth/refusals.ts";
import { parseParams } from "../cron/jobs/params.ts";
import type { Delivery, NotBegun } from "../cron/words/answers.ts";
import type { Json } from "../cron/words/json.ts";
import { newRunId } from "../cron/words/run-id.ts";
import type { Trigger } from "../cron/words/vocabulary.ts";
import { requireJob } from "./jobs.ts";

interface StartRequest {
  /** Name or alias. */
  job: string;
  params: unknown;
  trigger: Extract<Trigger, "dashboard" | "retry">;
  delivery: Delivery;
  force?: boolean;
  /** The run that this one repeats. */
  parentId?: string;
  /** The schedule whose parameters these are; for the audit log. */
  scheduleId?: string;
}

export type Begun = { kind: "begun"; runId: string; jobName: string } | NotBegun;

/**
 * Begins a run for a person and does not wait for its end: the run goes on after the answer. The click stands in the
 * audit log before anything begins, and a refusal beside it, because one without a slot leaves no row of its own.
 * @throws UnknownJobError, InvalidParamsError, DrainingError
 */
export async function startRun(acting: Acting, order: StartRequest): Promise<Begun> {
  const { engine } = acting.runtime;
  const trigger = order.trigger === "retry" ? order.trigger : triggerOf(acting);
  const intent = await recordIntent(acting, order);
  const invocation = engine.invoke();
  const begun = await engine.begin({ ...order, ...intent, trigger, actor: actorName(acting) }, invocation);
  if (begun.kind === "begun") acting.background(invocation.settled());
  const answer =
    begun.kind === "begun" ? { kind: begun.kind, runId: begun.run.runId, jobName: begun.run.jobName } : begun;
  if (answer.kind === "skipped") await recordRefusal(acting, order, answer);
  return answer;
}

type Order = Pick<StartRequest, "job" | "params" | "force" | "parentId" | "scheduleId">;

/**
 * Writes down that a run is about to begin, with the id that it will have. What could never begin leaves nothing.
 * @throws UnknownJobError, InvalidParamsError
 */
export async function recordIntent(acting: Acting, order: Order): Promise<{ runId: string }> {
  const job = requireJob(acting.runtime, order.job);
  parseParams(job, order.params);
  const runId = newRunId(acting.runtime.clock.now(), randomBytes);
  await recordAudit(acting.runtime.db, acting, {
    action: order.parentId === undefined ? "run.start" : "run.retry",
    target: job.name,
    after: { runId, force: order.force ?? false, ...origin(order) },
  });
  return { runId };
}

/** Writes down why a run that was asked for did not begin. */
export async function recordRefusal(
  acting: Acting,
  order: Order,
  { jobName, runId, reason }: Pick<Extract<NotBegun, { kind: "skipped" }>, "jobName" | "runId" | "reason">,
): Promise<void> {
  await recordAudit(acting.runtime.db, acting, {
    action: "run.refused",
    target: jobName,
    after: { runId, force: order.force ?? false, reason, ...origin(order) },
  });
}

function origin({ parentId, scheduleId }: Order): Record<string, Json> {
  return { ...(parentId !== undefined && { parentId }), ...(scheduleId !== undefined && { scheduleId }) };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Cancels a run: a waiting one at once, a started one as soon as its handler stops; and its tasks in the same way, also
 * those of a run that has ended (`tasks_cancelled`).
 * @throws ApiError 404 no such run, 409 it has ended and none of its tasks is open
 */
export async function cancelRun(acting: Acting, runId: string): Promise<"cancelled" | "requested" | "tasks_cancelled"> {
  const { runs, tasks } = acting.runtime;
  const entry = { action: "run.cancel", target: runId };
  const answer = await runs.cancel(checkedId(runId), async (within, { outcome }) => {
    if (outcome === "cancelled" || outcome === "requested") {
      await recordAlongside(within, acting, { ...entry, after: { outcome } });
    }
  });
  if (answer.outcome === "not_found") throw noSuchRun(runId);
  // After the run: once it is cancelled it can enqueue nothing more.
  const open = await tasks.cancel(runId, async (within, batch) => {
    if (batch.cancelled + batch.stopping === 0) return;
    await recordAlongside(within, acting, { ...entry, after: { outcome: "tasks_cancelled", tasks: { ...batch } } });
  });
  if (answer.outcome === "already_ended" && open.cancelled + open.stopping === 0)
    throw wrongState(runId, answer.status, "only a run that has not ended can be cancelled");
  return answer.outcome === "already_ended" ? "tasks_cancelled" : answer.outcome;
}

/**
 * Ends a started run as failed, raises its fence and frees its lock at once, whatever its handler still does.
 * @throws ApiError 404 no such run, 409 it is not started
 */
export async function forceEndRun(acting: Acting, runId: string, reason: string): Promise<void> {
  const answer = await acting.runtime.runs.forceEnd(checkedId(runId), reason, async (within, { outcome }) => {
    if (outcome !== "ended") return;
    await recordAlongside(within, acting, { action: "run.force-end", target: runId, note: reason });
  });
  if (answer.outcome === "not_found") throw noSuchRun(runId);
  if (answer.outcome === "not_running")
    throw wrongState(runId, answer.status, "only a started run can be ended by force");
}

/**
 * Runs the same job again with the same parameters, as a new run.
 * @param delivery a request key makes a double click one run
 * @throws ApiError 404 no such run, 409 it has not ended; and what `startRun` throws
 */
export async function retryRun(acting: Acting, runId: string, delivery: Delivery = { kind: "none" }): Promise<Begun> {
  const run = await acting.runtime.db.cronJobLog.findUnique({
    where: { id: checkedId(runId) },
    select: { jobName: true, status: true, trigger: true, params: true },
  });
  if (!run) throw noSuchRun(runId);
  if (["queued", "retrying", "started"].includes(run.status)) {
    throw wrongState(runId, run.status, "it is not over yet, so it cannot be repeated");
  }
  if (run.trigger === "backfill") {
    throw wrongState(runId, run.status, 'it belongs to a backfill, which is repeated with only: "failed"');
  }
  const { jobName: job, params } = run;
  return await startRun(acting, { job, params, trigger: "retry", delivery, parentId: runId });
}

function checkedId(runId: string): string {
  if (!UUID.test(runId)) throw noSuchRun(runId);
  return runId;
}

export function noSuchRun(runId: string): ApiError {
  return notFound(`There is no run ${runId} (any more)`, "unknown_run");
}

function wrongState(runId: string, status: string, why: string): ApiError {
  return new ApiError(`Run ${runId} is ${status}: ${why}`, { status: 409, code: "wrong_state", details: { status } });
}
