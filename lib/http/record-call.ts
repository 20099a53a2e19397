import { bodyOf } from "./answers.ts";
import { continueAfterAnswer } from "./background.ts";
import { addressOf } from "./caller.ts";
import { type Answered, segment } from "./route.ts";

/** The parts of an answer that its row repeats; every answer about a run and every error has some of them. */
interface ToldFacts {
  code?: string;
  reason?: string;
  execution?: { id: string | null };
}

/** Hands a call of a cron route to the log of calls. Of its headers the row keeps agent and schedule only. */
export function recordCall({ call, response, durationMs }: Answered): void {
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
