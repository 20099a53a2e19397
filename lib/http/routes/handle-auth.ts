import { authOf } from "../../auth/auth.ts";
import { notFound } from "../../auth/refusals.ts";
import { findCause } from "../../auth/session.ts";
import type { Call } from "./route.ts";

/** What people need so far. better-auth has many more endpoints, each a door that somebody would have to watch. */
const OPEN_PATHS = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out", "/api/auth/get-session"]);

/** Passes signing in, signing out and reading the own session to better-auth. */
export async function handleAuth({ request, url, runtime }: Call): Promise<Response> {
  if (!OPEN_PATHS.has(url.pathname)) throw notFound(`${url.pathname} is not offered here`);
  const response = await authOf(runtime).handler(request);
  if (response.status < 500) return response;
  await findCause(runtime);
  throw new Error(`better-auth answered ${response.status} to ${url.pathname}`);
}
