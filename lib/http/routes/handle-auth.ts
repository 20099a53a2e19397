import { authOf } from "../../auth/auth.ts";
import { notFound } from "../../auth/refusals.ts";
import { findCause } from "../../auth/session.ts";
import { checkOrigin } from "../auth/authorise.ts";
import { readBody } from "../bodies/query-params.ts";
import type { Call } from "./route.ts";

/** What people need so far. better-auth has many more endpoints, each a door that somebody would have to watch. */
const OPEN_PATHS = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out", "/api/auth/get-session"]);

/** An e-mail address and a password. */
const MAX_BODY_BYTES = 4 * 1024;

/** Passes signing in, signing out and reading the own session to better-auth. */
export async function handleAuth({ request, url, runtime }: Call): Promise<Response> {
  if (!OPEN_PATHS.has(url.pathname)) throw notFound(`${url.pathname} is not offered here`);
  // What another site sent counts as nobody's try. A program without a browser sends no Origin.
  if (request.headers.has("origin")) checkOrigin(request, runtime.env.appUrl);
  const response = await authOf(runtime).handler(await bounded(request));
  if (response.status < 500) return response;
  await findCause(runtime);
  throw new Error(`better-auth answered ${response.status} to ${url.pathname}`);
}

/** better-auth reads a body whole, however large: it gets one that was measured. @throws ApiError 413 */
async function bounded(request: Request): Promise<Request> {
  if (request.method === "GET" || request.body === null) return request;
  const body = await readBody(request, MAX_BODY_BYTES);
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  headers.delete("transfer-encoding");
  return new Request(request.url, { method: request.method, headers, body });
}
