import { addressOf } from "../../auth/caller.ts";
import { bodyOf } from "../answers/answers.ts";
import { checkCronSecret } from "../auth/cron-secret.ts";
import {
  type Answered,
  type Call,
  continueAfterAnswer,
  headNotAllowed,
  type RouteHandler,
  route,
  segment,
} from "../routes/route.ts";

/**
 * A route of the platform, curl and CLI: only the cron secret opens it, a cookie never does. Every call leaves a row in
 * the log of calls, refused ones too.
 */
export function cronRoute(handle: (call: Call) => Promise<Response>): RouteHandler {
  return route(async (call) => {
    checkCronSecret(call.request.headers, call.runtime.env);
    return await handle(call);
  }, recordCall);
}

/** The HEAD of a cron route: see `refuseHead`. */
export function refuseCronHead(allowed: string): RouteHandler {
  return route(async () => {
    throw headNotAllowed(allowed);
  }, recordCall);
}

/** The parts of an answer that its row repeats; every answer about a run and every error has some of them. */
interface ToldFacts {
  code?: string;
  reason?: string;
  execution?: { id: string | null };
}

/** Hands a call of a cron route to the log of calls. Of its headers the row keeps agent and schedule only. */
function recordCall({ call, response, durationMs }: Answered): void {
  const { request, url, path, runtime } = call;
  const told = Object(bodyOf(response)) as ToldFacts;
  runtime.calls.record({
    at: new Date(runtime.clock.now().getTime() - durationMs),
    method: request.method,
    path: url.pathname,
    status: response.status,
    reason: told.code ?? told.reason ?? null,
    jobName: runtime.engine.find(segment(path, "job"))?.name ?? null,
    runId: told.execution?.id ?? null,
    agent: request.headers.get("user-agent"),
    address: addressOf(request.headers, runtime.env),
    schedule: request.headers.get("x-vercel-cron-schedule"),
    durationMs,
    release: runtime.env.release,
  });
  // A process that is frozen between the calls has no other moment to write.
  if (runtime.env.onPlatform) continueAfterAnswer(runtime.calls.flush());
}
