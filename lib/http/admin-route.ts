import { z } from "zod";
import type { Acting, Actor } from "./acting.ts";
import { invalidInput } from "./api-error.ts";
import { authorisePerson } from "./authorise-person.ts";
import { continueAfterAnswer } from "./background.ts";
import { checkCronSecret } from "./cron-secret.ts";
import type { Permission } from "./permissions.ts";
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
    const query = parseInput(rules.query, Object.fromEntries(call.url.searchParams), "query");
    const body = parseInput(rules.body, rules.body ? ((await readJson(call.request)) ?? {}) : undefined, "body");
    const acting = { actor, headers: call.request.headers, background: continueAfterAnswer };
    return await handle({ ...call, ...acting, query, body });
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
  return { kind: "person", person: await authorisePerson(runtime, request, permission) };
}

/** @throws ApiError 422 with zod's issues; `where` names what is wrong: query, body or form */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: unknown,
  where: string,
): z.output<Schema> {
  const parsed = (schema ?? z.unknown()).safeParse(value);
  if (parsed.success) return parsed.data as z.output<Schema>;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw invalidInput(where, issues);
}
