import { ApiError } from "../../auth/refusals.ts";
import { dashboardDeps } from "../../commands/deps.ts";
import { requireJob } from "../../commands/jobs.ts";
import type { Invocation } from "../../cron/runs/invocation.ts";
import type { Delivery, RunAnswer, RunRequest } from "../../cron/words/answers.ts";
import { readConfigurations } from "../../dashboard/jobs/job-configuration.ts";
import { json } from "../answers/answers.ts";
import { runResponse, type ToldRun, tellPending, tellRepeated, tellRun } from "../answers/run-answer.ts";
import { readParams } from "../bodies/query-params.ts";
import { type Call, continueAfterAnswer } from "../routes/route.ts";

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
  const invocation = runtime.engine.invoke();
  try {
    // Where no process lives long, cron calls are the only moments at which dead and waiting runs are seen to.
    await runtime.engine.sweepIfDue(invocation);
    return await answerRun(call, order, invocation);
  } finally {
    continueAfterAnswer(invocation.settled());
    if (runtime.env.onPlatform) continueAfterAnswer(invocation.settled().then(() => watch(call, invocation)));
  }
}

/** Where no process lives long, the calls of the platform are the only moments at which somebody looks, and is told. */
async function watch({ runtime }: Call, invocation: Invocation): Promise<void> {
  await runtime.alerts.lookWithinCall();
  await runtime.outbox.carryDue(() => invocation.leftMs);
}

async function answerRun(call: Call, order: RunRequest, invocation: Invocation): Promise<Response> {
  const noWait = wantsNoWait(call.request);
  const told = noWait ? await begin(call, order, invocation) : await waitFor(call, order, invocation);
  // Who does not wait has got all that was asked for when the run is accepted.
  return runResponse(noWait && told.status === 202 ? { ...told, body: { ...told.body, success: true } } : told);
}

/** A repetition under the caller's own key is answered as the first request is: with what became of the run, or 202. */
async function tell({ runtime }: Call, order: RunRequest, answer: RunAnswer): Promise<ToldRun> {
  if (order.delivery.kind !== "request" || answer.kind !== "skipped" || answer.reason !== "duplicate_slot") {
    return tellRun(answer, telling());
  }
  return tellRepeated(answer, await runtime.engine.ending(answer.runId ?? ""), telling());
}

async function waitFor(call: Call, order: RunRequest, invocation: Invocation): Promise<ToldRun> {
  return tell(call, order, await call.runtime.engine.run(order, invocation));
}

async function begin(call: Call, order: RunRequest, invocation: Invocation): Promise<ToldRun> {
  const answer = await call.runtime.engine.begin(order, invocation);
  if (answer.kind !== "begun") return tell(call, order, answer);
  const { runId, jobName } = answer.run;
  const message = `Job ${jobName} has started; read its outcome at Location`;
  return tellPending({ runId, jobName, status: "started", message }, telling());
}

const telling = () => ({ locationOf, now: new Date() });

/** The platform's cron calls with this user agent. A hint for the slot, never a permission (engine-schema rule 58). */
const PLATFORM_AGENT = /^vercel-cron\//;
const PRINTABLE = /^[\x21-\x7e]{1,200}$/;

/** Whether the platform's own cron is calling: it can only GET. */
export function isPlatformCall(request: Request): boolean {
  return request.method === "GET" && PLATFORM_AGENT.test(request.headers.get("user-agent") ?? "");
}

/**
 * The slot a call stands for (engine page, "Slots and triggers"): the job's latest instant for the platform, the
 * caller's own `Idempotency-Key`, or none.
 * @param jobName canonical name
 * @throws ApiError 400 for a key that is empty, longer than 200 characters or not printable ASCII
 */
export function deliveryOf(request: Request, jobName: string): Delivery {
  if (isPlatformCall(request)) return { kind: "scheduled", scheduleId: `job:${jobName}` };
  const key = request.headers.get("idempotency-key");
  if (key === null) return { kind: "none" };
  if (PRINTABLE.test(key)) return { kind: "request", key };
  throw new ApiError("Idempotency-Key must be 1 to 200 printable ASCII characters without spaces", {
    status: 400,
    code: "bad_idempotency_key",
  });
}

/** Who called, for the run's row: the product in the user agent, or "http" when it names none. */
function callerOf(request: Request): string {
  if (isPlatformCall(request)) return "platform";
  return /^[\w.-]{1,40}/.exec(request.headers.get("user-agent") ?? "")?.[0] ?? "http";
}

/** Whether the caller does not want to wait: `?wait=false` or `Prefer: respond-async` (RFC 7240). */
function wantsNoWait(request: Request): boolean {
  const preferences = (request.headers.get("prefer") ?? "").split(",").map((word) => word.trim().toLowerCase());
  return preferences.includes("respond-async") || new URL(request.url).searchParams.get("wait") === "false";
}

/** `{ total, jobs, categories }`: every registered job's configuration, and how many jobs each category has. */
export async function listForCron({ runtime }: Call): Promise<Response> {
  const jobs = await readConfigurations(dashboardDeps(runtime), runtime.engine.jobs);
  const categories: Record<string, number> = {};
  for (const { category } of jobs) categories[category] = (categories[category] ?? 0) + 1;
  return json({ success: true, total: jobs.length, jobs, categories });
}

/** One job's configuration. @throws UnknownJobError */
export async function describeForCron({ runtime }: Call, job: string): Promise<Response> {
  const definition = requireJob(runtime, job);
  const [configuration] = await readConfigurations(dashboardDeps(runtime), [definition]);
  return json({ success: true, jobName: definition.name, ...configuration });
}

/**
 * Dispatches what is due, rescues dead runs, and says how many; after the answer it continues waiting ones, tells what
 * went wrong until now and then, and applies the retention once an hour.
 */
export async function tick(call: Call): Promise<Response> {
  const { runtime } = call;
  const invocation = runtime.engine.invoke();
  const { moved, runs, rescued, claimed, done } = await runtime.engine.tick(invocation);
  continueAfterAnswer(done);
  continueAfterAnswer(runtime.outside.dispatched());
  // It never rejects and has a time box of its own; a tick waits for none of it.
  continueAfterAnswer(runtime.retention.applyIfDue());
  if (runtime.env.onPlatform) {
    continueAfterAnswer(watch(call, invocation));
    continueAfterAnswer(done.then((ended) => (ended.length > 0 ? watch(call, invocation) : undefined)));
  }
  const message = `Dispatched ${runs} runs of ${moved} schedules, rescued ${rescued} and continued ${claimed} runs`;
  return json({ success: true, message, schedules: moved, dispatched: runs, rescued, claimed, timestamp: new Date() });
}
