import { after } from "next/server";
import { ApiError, notFound } from "../../auth/refusals.ts";
import { unstorablePlaces } from "../../cron/words/storable-text.ts";
import { getRuntime, type Runtime } from "../../runtime.ts";
import { errorAnswer } from "../answers/answers.ts";
import { knownError } from "../errors/known-errors.ts";

type PathParams = Record<string, string | string[] | undefined>;

/** What Next calls for a method of a route file. */
export type RouteHandler = (
  request: Request,
  context: { params: Promise<PathParams | undefined> },
) => Promise<Response>;

/** One request as every route's own code gets it. */
export interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly path: PathParams;
  readonly runtime: Runtime;
}

/** A call with its answer. */
export interface Answered {
  readonly call: Call;
  readonly response: Response;
  readonly durationMs: number;
}

/**
 * The outermost wrapper of every route: builds the call and turns whatever is thrown into the one error shape. No
 * stack and no text of an unforeseen error ever leaves the server.
 * @param answered told of each answer, an error's too, just before it is sent
 */
export function route(
  handle: (call: Call) => Promise<Response>,
  answered: (answer: Answered) => void = () => undefined,
): RouteHandler {
  return async (request, context) => {
    try {
      const startedMs = performance.now();
      // Next gives a route without a segment in its path no params at all.
      const path = (await context.params) ?? {};
      const call = { request, url: new URL(request.url), path, runtime: getRuntime() };
      const response = await answerErrors(call, handle);
      tell(answered, { call, response, durationMs: performance.now() - startedMs });
      lookInPassing(call.runtime);
      return response;
    } catch (error) {
      return errorAnswer(unforeseen(error));
    }
  };
}

/** Whoever is told of an answer may fail; the answer may not. */
function tell(answered: (answer: Answered) => void, answer: Answered): void {
  try {
    answered(answer);
  } catch (error) {
    answer.call.runtime.logger.error({ err: error }, "an answer could not be recorded");
  }
}

/** Whoever comes by lets the rows be watched, if nobody has for a minute; it waits for none of it. */
export function lookInPassing({ alerts, env }: Runtime): void {
  const look = alerts.lookIfUnwatched();
  // Elsewhere the process goes on after the answer by itself.
  if (look && env.onPlatform) continueAfterAnswer(look);
}

/** One segment of the path as text. */
export function segment(path: PathParams, name: string): string {
  const value = path[name];
  return Array.isArray(value) ? value.join("/") : (value ?? "");
}

async function answerErrors(call: Call, handle: (call: Call) => Promise<Response>): Promise<Response> {
  try {
    if (unstorablePlaces(call.path).length > 0) throw notFound(`${call.url.pathname} leads nowhere`);
    return await handle(call);
  } catch (error) {
    const known = knownError(call.runtime, error);
    if (known) return errorAnswer(known);
    tellUnforeseen(call, error);
    return errorAnswer(unforeseen(error));
  }
}

function tellUnforeseen({ runtime, request: { method }, url: { pathname } }: Call, error: unknown): void {
  runtime.logger.error({ err: error, method, path: pathname }, "a route failed");
  runtime.sentry?.report(error, { method, route: pathname, kind: "route" });
  if (runtime.env.onPlatform) continueAfterAnswer(Promise.resolve());
}

/** What a caller learns of an error that nobody foresaw. */
export function unforeseen(cause: unknown): ApiError {
  return new ApiError("The server met an error that it did not expect; its log has the details", {
    status: 500,
    code: "internal_error",
    cause,
  });
}

/** Next answers HEAD by calling GET, which would run the job: every route that acts exports this as its HEAD. */
export function refuseHead(allowed: string): () => Response {
  return () => errorAnswer(headNotAllowed(allowed));
}

export function headNotAllowed(allowed: string): ApiError {
  return new ApiError(`HEAD is not allowed here; use ${allowed}`, {
    status: 405,
    code: "method_not_allowed",
    headers: { allow: allowed },
  });
}

/**
 * Lets work go on once the answer is out: a platform freezes the process after the answer unless it is told to wait.
 * `work` must not reject; an invocation's `settled` does not.
 */
export function continueAfterAnswer(work: Promise<unknown>): void {
  after(work.then(letNewsLeave));
}

/** What Sentry and other programs are told leaves by itself, but not from a process that is frozen until its next call. */
async function letNewsLeave(): Promise<void> {
  const { env, outside, sentry } = getRuntime();
  if (env.onPlatform) await Promise.all([outside.flush(), sentry?.flush()]);
}
