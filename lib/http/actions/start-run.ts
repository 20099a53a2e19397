import type { Delivery, NotBegun } from "../../cron/engine.ts";
import type { Json } from "../../cron/ports.ts";
import type { Trigger } from "../../cron/vocabulary.ts";
import { type Acting, actorName, triggerOf } from "../acting.ts";
import { recordAudit } from "../audit.ts";

export interface RunOrder {
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
export async function startRun(acting: Acting, order: RunOrder): Promise<Begun> {
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

function origin({ parentId, scheduleId }: RunOrder): Record<string, Json> {
  return { ...(parentId !== undefined && { parentId }), ...(scheduleId !== undefined && { scheduleId }) };
}
