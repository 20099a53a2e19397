import type { RunAnswer, RunRequest } from "../cron/engine.ts";
import { continueAfterAnswer } from "./background.ts";
import { callerOf, deliveryOf, isPlatformCall, wantsNoWait } from "./delivery.ts";
import { requireJob } from "./known-job.ts";
import { readParams } from "./query-params.ts";
import type { Call } from "./route.ts";
import { runResponse, type ToldRun, tellPending, tellRun } from "./run-answer.ts";

/** Where a caller with the cron secret reads a run: its secret opens nothing below /api/admin. */
const locationOf = (runId: string) => `/api/cron/runs/${runId}`;

/**
 * Runs a job for a call of a cron route and answers what became of it.
 * @param job name or alias
 * @throws UnknownJobError, InvalidParamsError, DrainingError, ApiError; and what the store throws
 */
export async function runForCall(call: Call, job: string): Promise<Response> {
  const { request, runtime } = call;
  const definition = requireJob(runtime, job);
  const order: RunRequest = {
    job: definition.name,
    params: await readParams(request, definition.params),
    trigger: isPlatformCall(request) ? "platform" : "http",
    delivery: deliveryOf(request, definition.name),
    actor: callerOf(request),
  };
  await sweepFirst(call);
  const told = wantsNoWait(request) ? await begin(call, order) : tell(await runtime.engine.run(order));
  return runResponse(told);
}

/** Where no process lives long, cron calls are the only moments at which dead and waiting runs are seen to. */
async function sweepFirst({ runtime }: Call): Promise<void> {
  const { done } = await runtime.engine.sweepIfDue();
  continueAfterAnswer(done);
}

async function begin({ runtime }: Call, order: RunRequest): Promise<ToldRun> {
  const answer = await runtime.engine.begin(order);
  if (answer.kind !== "begun") return tell(answer);
  const { runId, jobName, done } = answer.run;
  continueAfterAnswer(done);
  const message = `Job ${jobName} has started; read its outcome at Location`;
  return tellPending({ runId, jobName, status: "started", message }, telling());
}

const tell = (answer: RunAnswer) => tellRun(answer, telling());
const telling = () => ({ locationOf, now: new Date() });
