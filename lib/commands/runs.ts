import { type Acting, actorName, triggerOf } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, notFound } from "../auth/refusals.ts";
import type { Delivery, NotBegun } from "../cron/words/answers.ts";
import type { Json } from "../cron/words/json.ts";
import type { Trigger } from "../cron/words/vocabulary.ts";

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
 * Begins a run for a person and does not wait for its end: the run goes on after the answer. Accepted and refused
 * clicks both stand in the audit log, because a refusal without a slot leaves no row of its own.
 * @throws UnknownJobError, InvalidParamsError, DrainingError
 */
export async function startRun(acting: Acting, order: StartRequest): Promise<Begun> {
  const { engine } = acting.runtime;
  const trigger = order.trigger === "retry" ? order.trigger : triggerOf(acting);
  const begun = await engine.begin({ ...order, trigger, actor: actorName(acting) });
  if (begun.kind === "begun") acting.background(begun.run.done);
  const answer =
    begun.kind === "begun" ? { kind: begun.kind, runId: begun.run.runId, jobName: begun.run.jobName } : begun;
  await recordAudit(acting.runtime.db, acting, {
    action: answer.kind === "skipped" ? "run.refused" : `run.${order.trigger === "retry" ? "retry" : "start"}`,
    target: answer.jobName,
    after: { runId: answer.runId, force: order.force ?? false, ...outcome(answer), ...origin(order) },
  });
  return answer;
}

function outcome(answer: Begun): Record<string, Json> {
  return answer.kind === "begun" ? {} : { reason: answer.reason };
}

function origin({ parentId, scheduleId }: StartRequest): Record<string, Json> {
  return { ...(parentId !== undefined && { parentId }), ...(scheduleId !== undefined && { scheduleId }) };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Cancels a run: a waiting one at once, a started one as soon as its handler stops; and its tasks in the same way, also
 * those of a run that has ended (`tasks_cancelled`).
 * @throws ApiError 404 no such run, 409 it has ended and none of its tasks is open
 */
export async function cancelRun(acting: Acting, runId: string): Promise<"cancelled" | "requested" | "tasks_cancelled"> {
  const { runs, tasks, db } = acting.runtime;
  const answer = await runs.cancel(checkedId(runId));
  if (answer.outcome === "not_found") throw noSuchRun(runId);
  // After the run: once it is cancelled it can enqueue nothing more.
  const open = await tasks.cancel(runId);
  if (answer.outcome === "already_ended" && open.cancelled + open.stopping === 0)
    throw wrongState(runId, answer.status, "only a run that has not ended can be cancelled");
  const outcome = answer.outcome === "already_ended" ? "tasks_cancelled" : answer.outcome;
  await recordAudit(db, acting, { action: "run.cancel", target: runId, after: { outcome, tasks: { ...open } } });
  return outcome;
}

/**
 * Ends a started run as failed, raises its fence and frees its lock at once, whatever its handler still does.
 * @throws ApiError 404 no such run, 409 it is not started
 */
export async function forceEndRun(acting: Acting, runId: string, reason: string): Promise<void> {
  const answer = await acting.runtime.runs.forceEnd(checkedId(runId), reason);
  if (answer.outcome === "not_found") throw noSuchRun(runId);
  if (answer.outcome === "not_running")
    throw wrongState(runId, answer.status, "only a started run can be ended by force");
  await recordAudit(acting.runtime.db, acting, { action: "run.force-end", target: runId, note: reason });
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
