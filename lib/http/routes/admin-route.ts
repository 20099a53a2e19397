import { z } from "zod";
import { type Acting, type Actor, personOf } from "../../auth/acting.ts";
import type { Permission } from "../../auth/permissions.ts";
import { ApiError, invalidInput, requireStorable } from "../../auth/refusals.ts";
import { issueOfSchema } from "../../dashboard/words/issue-words.ts";
import { authoriseKey, authorisePerson, bearerOf, looksLikeApiKey } from "../auth/authorise.ts";
import { checkCronSecret } from "../auth/cron-secret.ts";
import { limitCalls } from "../auth/limit-calls.ts";
import { readJson } from "../bodies/query-params.ts";
import { type Call, continueAfterAnswer, type RouteHandler, route } from "./route.ts";

/** What a route demands of its caller and of the input. Schemas are strict: an unknown key is a mistake. */
export interface AdminRules<Body extends z.ZodType, Query extends z.ZodType> {
  permission: Permission;
  /** The bearer of the cron secret may call it too. */
  orCronSecret?: boolean;
  /** It concerns the caller's own account: a key, which is no person, does not open it. */
  personOnly?: boolean;
  body?: Body;
  query?: Query;
}

export interface AdminCall<Body, Query> extends Call, Acting {
  readonly body: Body;
  readonly query: Query;
  /** Whether the caller still has the right to this answer: for one that goes on for longer than a moment. */
  stillMay(): Promise<boolean>;
}

/** The handler says what it demands, so that the API's document can be held against it. */
export type AdminHandler<Body extends z.ZodType, Query extends z.ZodType> = RouteHandler & {
  readonly rules: AdminRules<Body, Query>;
};

/**
 * A route of people and of programs with an API key: session or key, permission, origin (of a session) and input are
 * checked here, once, before the route's own code. A bearer decides alone: a cookie beside a wrong key opens nothing.
 * Refusals: 401 neither session nor key, 403 no permission or another origin, 400 bad JSON, 422 with zod's issues.
 */
export function adminRoute<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUnknown>(
  rules: AdminRules<Body, Query>,
  handle: (call: AdminCall<z.output<Body>, z.output<Query>>) => Promise<Response>,
): AdminHandler<Body, Query> {
  const handler = route(async (call) => {
    const actor = await authorise(call, rules);
    await limitCalls(call.runtime, actor);
    const query = parseInput(rules.query, Object.fromEntries(call.url.searchParams), "query");
    const body = parseInput(rules.body, rules.body ? ((await readJson(call.request)) ?? {}) : undefined, "body");
    const acting = { actor, headers: call.request.headers, background: continueAfterAnswer };
    return await handle({ ...call, ...acting, query, body, stillMay: () => stillMay(call, rules) });
  });
  return Object.assign(handler, { rules });
}

type AccessRules = Pick<AdminRules<z.ZodType, z.ZodType>, "permission" | "orCronSecret" | "personOnly">;

async function authorise(call: Call, rules: AccessRules): Promise<Actor> {
  const actor = await authenticate(call, rules);
  if (rules.personOnly) personOf({ actor });
  return actor;
}

/** Asks anew, as the next request would. A database that is away took nobody's right, and has nothing to tell either. */
async function stillMay(call: Call, rules: AccessRules): Promise<boolean> {
  try {
    await authorise(call, rules);
    return true;
  } catch (error) {
    return !(error instanceof ApiError);
  }
}

async function authenticate({ request, runtime }: Call, { permission, orCronSecret }: AccessRules): Promise<Actor> {
  const { headers } = request;
  const bearer = bearerOf(headers);
  if (bearer === null) return { kind: "person", person: await authorisePerson(runtime, request, permission) };
  if (orCronSecret && !looksLikeApiKey(bearer)) {
    checkCronSecret(headers, runtime.env);
    return { kind: "secret" };
  }
  return { kind: "key", key: await authoriseKey(runtime, { headers, bearer, permission }) };
}

/** @throws ApiError 422 with zod's issues; `where` names what is wrong: query, body or form */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: unknown,
  where: string,
): z.output<Schema> {
  requireStorable(where, value);
  const parsed = (schema ?? z.unknown()).safeParse(value);
  if (parsed.success) return parsed.data as z.output<Schema>;
  throw invalidInput(where, parsed.error.issues.map(issueOfSchema));
}
