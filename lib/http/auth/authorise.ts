import type { ApiKey, Person } from "../../auth/acting.ts";
import { checkApiKey } from "../../auth/api-key.ts";
import { LOCAL_HOSTS } from "../../auth/caller.ts";
import { may, type Permission } from "../../auth/permissions.ts";
import { ApiError } from "../../auth/refusals.ts";
import { readPerson } from "../../auth/session.ts";
import type { Runtime } from "../../runtime.ts";

/**
 * The signed-in person behind a request, who has the permission and sends from our own pages.
 * @throws ApiError 401 no session, 403 no permission or another origin
 */
export async function authorisePerson(
  runtime: Runtime,
  request: Pick<Request, "method" | "headers">,
  permission: Permission,
): Promise<Person> {
  const person = await readPerson(runtime, request.headers);
  if (person === null) throw signedOut();
  checkOrigin(request, runtime.env.appUrl);
  if (!may(person.role, permission)) throw forbidden(person, permission);
  return person;
}

function signedOut(): ApiError {
  return new ApiError("Sign in first: this needs a session", { status: 401, code: "signed_out" });
}

function forbidden({ email, role }: Person, permission: Permission): ApiError {
  return new ApiError(`This needs the permission ${permission}, which ${email} (${role ?? "no role"}) does not have`, {
    status: 403,
    code: "forbidden",
    details: { permission },
  });
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a mutation that a cookie would authenticate unless it comes from our own pages. A browser sends `Origin` with
 * every such request and a page cannot change it; a program that uses the cookie has to send it too.
 * @param appUrl the public address of this application
 * @throws ApiError 403
 */
export function checkOrigin(request: Pick<Request, "method" | "headers">, appUrl: string): void {
  if (SAFE_METHODS.has(request.method)) return;
  const origin = request.headers.get("origin");
  if (origin !== null && isOurs(origin, request, appUrl)) return;
  throw new ApiError(
    origin === null
      ? "This change needs an Origin header naming this application, and none came; send it, or use a browser"
      : `This change must come from ${new URL(appUrl).origin}, but it came from another origin`,
    { status: 403, code: "wrong_origin" },
  );
}

function isOurs(origin: string, request: Pick<Request, "headers">, appUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const [from, app] = [new URL(origin), new URL(appUrl)];
  if (from.origin === app.origin) return true;
  // Under another name than the public one, for example 127.0.0.1 for localhost. A page that came in the clear may have
  // been written by anybody on the way.
  const isSafe = from.protocol === "https:" || app.protocol === "http:" || LOCAL_HOSTS.has(from.hostname);
  return from.host === request.headers.get("host") && from.host !== app.host && isSafe;
}

const BEARER = /^Bearer +(\S+)$/i;

/** What an `Authorization` header of the scheme Bearer carries, or null. A proxy's own Basic header is not ours. */
export function bearerOf(headers: Headers): string | null {
  return BEARER.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Whether a bearer means to be an API key, and not the cron secret. */
export function looksLikeApiKey(bearer: string): boolean {
  return bearer.startsWith("bfy_");
}

/**
 * The program behind an API key that has the permission. No Origin is asked for: no browser sends this header by itself.
 * @throws ApiError 401 no valid key, 429 after many of these, 403 no permission
 */
export async function authoriseKey(
  runtime: Runtime,
  { headers, bearer, permission }: { headers: Headers; bearer: string; permission: Permission },
): Promise<ApiKey> {
  const key = await checkApiKey(runtime, headers, bearer);
  if (key.permissions.includes(permission)) return key;
  throw new ApiError(
    `This needs the permission ${permission}, which the API key ${key.name} does not have (or its maker has no longer)`,
    { status: 403, code: "forbidden", details: { permission } },
  );
}
