import type { Actor } from "../../auth/acting.ts";
import { ApiError } from "../../auth/refusals.ts";
import { CALLS, WindowLimit } from "../../auth/window-limit.ts";
import type { Runtime } from "../../runtime.ts";

/** One for each runtime of the process, which is one but in tests. */
const limits = new WeakMap<Runtime["engine"], WindowLimit>();

/**
 * Counts a call of a person or key. With Redis over all processes; where it cannot say, or is not there, each process
 * counts by itself. The cron secret is never limited: nothing may stop the jobs.
 * @throws ApiError 429 past the limit
 */
export async function limitCalls(runtime: Runtime, actor: Actor): Promise<void> {
  const caller = callerOf(actor);
  if (caller === null) return;
  const nowMs = Date.now();
  const ownSeconds = limitOf(runtime).count(caller, nowMs) ?? 0;
  const waitSeconds = (await runtime.sharedLimit?.take(caller, nowMs)) ?? ownSeconds;
  if (waitSeconds > 0) throw tooManyCalls(waitSeconds);
}

function callerOf(actor: Actor): string | null {
  switch (actor.kind) {
    case "person":
      return `person:${actor.person.id}`;
    case "key":
      return `key:${actor.key.id}`;
    case "secret":
    case "cli":
    case "recipient":
      return null;
  }
}

function limitOf({ engine }: Runtime): WindowLimit {
  const limit = limits.get(engine) ?? new WindowLimit({ ...CALLS, capacity: 10_000 });
  limits.set(engine, limit);
  return limit;
}

function tooManyCalls(waitSeconds: number): ApiError {
  const message = `More than ${CALLS.limit} calls a minute; wait ${waitSeconds} s, and ask for more at once or less often`;
  const headers = { "retry-after": String(waitSeconds) };
  return new ApiError(message, { status: 429, code: "too_many_calls", headers });
}
