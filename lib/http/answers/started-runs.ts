import { type Acting, actorName, triggerOf } from "../../auth/acting.ts";
import { ApiError } from "../../auth/refusals.ts";
import type { BackfillStarted } from "../../commands/backfills.ts";
import { type Begun, recordIntent, recordRefusal } from "../../commands/runs.ts";
import { json } from "./answers.ts";
import { runResponse, type ToldRun, tellRun } from "./run-answer.ts";

/** Where a signed-in person reads a run. */
const adminLocation = (runId: string) => `/api/admin/runs/${runId}`;

/** 202 for a run that began or waits, also of an earlier click with the same key; else the refusal as the cron routes tell it. */
export function begunResponse(begun: Begun): Response {
  const isRepeated = begun.kind === "skipped" && begun.reason === "duplicate_slot" && begun.runId !== null;
  if (begun.kind === "skipped" && !isRepeated) {
    return runResponse(tellRun(begun, { locationOf: adminLocation, now: new Date() }));
  }
  const { runId, jobName } = begun;
  const location = adminLocation(runId ?? "");
  return json(
    {
      success: true,
      jobName,
      runId,
      ...(isRepeated && { duplicate: true }),
      message: `Job ${jobName} has been queued for execution`,
      note: `It runs on its own; its progress and result appear at ${location} and on the job's page`,
    },
    { status: 202, headers: { location } },
  );
}

/**
 * Runs a job for a person who waits for the result.
 * @throws ApiError 400 for a missing or unknown job name; InvalidParamsError, DrainingError
 */
export async function runAndWait(
  acting: Acting,
  { jobName, params, force = false }: { jobName: string | undefined; params: unknown; force?: boolean },
): Promise<ToldRun> {
  const { engine } = acting.runtime;
  const definition = jobName === undefined ? null : engine.find(jobName);
  if (!definition) throw unknownName(jobName);
  const order = { job: definition.name, params, force };
  const intent = await recordIntent(acting, order);
  const trigger = triggerOf(acting);
  const invocation = engine.invoke();
  const asked = { ...order, ...intent, trigger, delivery: { kind: "none" }, actor: actorName(acting) } as const;
  const answer = await engine.run(asked, invocation);
  acting.background(invocation.settled());
  if (answer.kind === "skipped") await recordRefusal(acting, order, answer);
  return tellRun(answer, { locationOf: adminLocation, now: new Date() });
}

function unknownName(jobName: string | undefined): ApiError {
  const came = jobName === undefined ? "none came" : `"${jobName}" is none`;
  return new ApiError(
    `Expected jobName to be the name of a registered job, but ${came}; GET /api/cron/jobs lists them`,
    {
      status: 400,
      code: "unknown_job",
    },
  );
}

/** 202 for runs that wait now, and begins with them after the answer; 200 when there was nothing to add. */
export function backfillStarted({ runtime, background }: Acting, started: BackfillStarted): Response {
  const { jobName, batch, added, repeated } = started;
  if (added > 0) background(beginWith(runtime));
  const location = batch && `/api/admin/cron-jobs/${jobName}/backfill?batch=${batch.id}`;
  return json(
    { success: true, jobName, batch, added, repeated, message: sentence(started) },
    { status: added > 0 ? 202 : 200, headers: { ...(location !== null && { location }) } },
  );
}

async function beginWith({ engine, logger }: Acting["runtime"]): Promise<void> {
  try {
    const { done } = await engine.sweep();
    await done;
  } catch (error) {
    logger.warn({ err: error }, "the first runs of a backfill could not be claimed; the next sweep claims them");
  }
}

function sentence({ jobName, batch, added, repeated }: BackfillStarted): string {
  if (repeated) return `This request came before; its batch has ${batch?.runs ?? 0} runs`;
  return added === 0 ? "No slot of the range is to be run again" : `${added} slots of ${jobName} wait to run again`;
}
