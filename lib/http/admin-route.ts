import { z } from "zod";
import type { Acting, Actor } from "./acting.ts";
import { ApiError, invalidInput } from "./api-error.ts";
import { type Person, readPerson } from "./auth/session.ts";
import { checkCronSecret } from "./cron-secret.ts";
import { checkOrigin } from "./origin.ts";
import { may, type Permission } from "./permissions.ts";
import { readJson } from "./read-body.ts";
import { type Call, type RouteHandler, route } from "./route.ts";

/** What a route demands of its caller and of the input. Schemas are strict: an unknown key is a mistake. */
export interface AdminRules<Body extends z.ZodType, Query extends z.ZodType> {
  permission: Permission;
  /** The bearer of the cron secret may call it too. */
  orCronSecret?: boolean;
  body?: Body;
  query?: Query;
}

export interface AdminCall<Body, Query> extends Call, Acting {
  readonly body: Body;
  readonly query: Query;
}

/**
 * A route of people: session, permission, origin and input are checked here, once, before the route's own code.
 * Refusals: 401 no session, 403 no permission or another origin, 400 bad JSON, 422 with zod's issues.
 */
export function adminRoute<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUnknown>(
  rules: AdminRules<Body, Query>,
  handle: (call: AdminCall<z.output<Body>, z.output<Query>>) => Promise<Response>,
): RouteHandler {
  return route(async (call) => {
    const actor = await authorise(call, rules);
    const query = parse(rules.query, Object.fromEntries(call.url.searchParams), "query");
    const body = parse(rules.body, rules.body ? ((await readJson(call.request)) ?? {}) : undefined, "body");
    return await handle({ ...call, actor, headers: call.request.headers, query, body });
  });
}

async function authorise(
  { request, runtime }: Call,
  { permission, orCronSecret = false }: { permission: Permission; orCronSecret?: boolean },
): Promise<Actor> {
  if (orCronSecret && request.headers.has("authorization")) {
    checkCronSecret(request.headers, runtime.env);
    return { kind: "secret" };
  }
  const person = await readPerson(runtime, request.headers);
  if (person === null) throw signedOut();
  checkOrigin(request, runtime.env.appUrl);
  if (!may(person.role, permission)) throw forbidden(person, permission);
  return { kind: "person", person };
}

function parse<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown, where: string): z.output<Schema> {
  const parsed = (schema ?? z.unknown()).safeParse(value);
  if (parsed.success) return parsed.data as z.output<Schema>;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw invalidInput(where, issues);
}

function signedOut(): ApiError {
  return new ApiError("Sign in first: this route needs a session", { status: 401, code: "signed_out" });
}

function forbidden({ email, role }: Person, permission: Permission): ApiError {
  return new ApiError(`This needs the permission ${permission}, which ${email} (${role ?? "no role"}) does not have`, {
    status: 403,
    code: "forbidden",
    details: { permission },
  });
}
