import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { Pool } from "pg";
import { pino } from "pino";
import { createOutbox } from "../../lib/alerts/channels/create-outbox.ts";
import { createAlerts } from "../../lib/alerts/evaluator/create-alerts.ts";
import type { Role } from "../../lib/auth/permissions.ts";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { openBucket } from "../../lib/clients/bucket/open-bucket.ts";
import { createEngine } from "../../lib/cron/engine/create-engine.ts";
import { Retention } from "../../lib/cron/engine/retention.ts";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { createEvents } from "../../lib/cron/ports/events.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { createRedact, redactNothing } from "../../lib/cron/words/redact.ts";
import { LiveFeed } from "../../lib/dashboard/live/live-feed.ts";
import { createDb, type Db } from "../../lib/db.ts";
import { type Env, parseEnv } from "../../lib/env.ts";
import { createServices } from "../../lib/jobs/index.ts";
import { CallLog } from "../../lib/observe/call-log.ts";
import { createCallStore } from "../../lib/observe/call-rows.ts";
import { backgroundClock, systemClock } from "../../lib/observe/machine.ts";
import { createOutside, monitoringSenders } from "../../lib/outside/outside.ts";
import { platformSettings } from "../../lib/platform/settings.ts";
import type { Runtime } from "../../lib/runtime.ts";
import { sealBy } from "../../lib/seal.ts";
import { isDatabaseUnavailable } from "../../lib/stores/postgres/errors.ts";
import { createHistory } from "../../lib/stores/postgres/history.ts";
import { createPostgresStores } from "../../lib/stores/postgres/index.ts";
import { createTestDatabase } from "./database.ts";
import { serveRoutes } from "./http-server.ts";

export const CRON_SECRET = "test-secret-of-the-cron-routes";
export const PREVIOUS_SECRET = "test-secret-before-the-rotation";
const PASSWORD = "correct horse battery";

export interface ApiApp {
  url: string;
  db: Db;
  runtime: Runtime;
  /** What a platform was asked to stay awake for. */
  background: Promise<unknown>[];
  /** Calls with the cron secret. */
  cron(path: string, init?: RequestInit): Promise<Response>;
  /** Calls as a signed-in person of the role, from the application's own origin. */
  as(role: Role, path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

interface Options {
  variables?: Record<string, string>;
  /** Connection string of the domain pool and the engine, if not a fresh database. */
  databaseUrl?: string;
}

/** The real routes, engine and Postgres stores over a fresh database; only the jobs are the test's own. */
export async function startApiApp(jobs: readonly AnyJob[], options: Options = {}): Promise<ApiApp> {
  const database = await createTestDatabase();
  const env = testEnv(options.databaseUrl ?? database.url, options.variables);
  const { runtime, pools } = buildRuntime(env, jobs);
  Object.assign(globalThis, { [Symbol.for("belfry.runtime")]: runtime });
  const server = await serveRoutes();
  const cookies = new Map<Role, Promise<string>>();

  const call = (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
    fetch(server.url + path, { redirect: "manual", ...init, headers: { ...headers, ...headersOf(init) } });
  const cookieOf = (role: Role) => {
    const cookie = cookies.get(role) ?? makeAndSignIn(server.url, runtime.db, role);
    cookies.set(role, cookie);
    return cookie;
  };
  return {
    url: server.url,
    db: runtime.db,
    runtime,
    background: server.background,
    cron: (path, init) => call(path, { authorization: `Bearer ${CRON_SECRET}` }, init),
    as: async (role, path, init) => call(path, { cookie: await cookieOf(role), origin: server.url }, init),
    async close() {
      await Promise.all([runtime.live.close(), runtime.alerts.stop()]);
      const closed = server.close();
      await Promise.allSettled([closed]);
      await runtime.engine.drain(2_000);
      await runtime.calls.close();
      await runtime.outside.close();
      await Promise.all(pools.map((pool) => pool.end()));
      await database.drop();
      await closed;
    },
  };
}

/** Signs in over HTTP. */
export async function signIn(url: string, email: string, password = PASSWORD, headers = {}): Promise<Response> {
  return await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, ...headers },
    body: JSON.stringify({ email, password }),
  });
}

export const emailOf = (role: Role) => `${role}@example.com`;

/** The `name=value` of the cookies an answer sets. */
export function cookieFrom(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

export const asJson = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

async function makeAndSignIn(url: string, db: Db, role: Role): Promise<string> {
  await createPerson({ db, email: emailOf(role), password: PASSWORD, role });
  const response = await signIn(url, emailOf(role));
  if (response.status !== 200) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
  return cookieFrom(response);
}

function testEnv(databaseUrl: string, variables: Record<string, string> = {}): Env {
  return parseEnv({
    DATABASE_URL: databaseUrl,
    BELFRY_HOME: tmpdir(),
    BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
    CRON_SECRET,
    CRON_SECRET_PREVIOUS: PREVIOUS_SECRET,
    ...variables,
  });
}

function buildRuntime(env: Env, jobs: readonly AnyJob[]): { runtime: Runtime; pools: Pool[] } {
  const pool = (max: number) =>
    new Pool({ connectionString: env.databaseUrl ?? "", max, connectionTimeoutMillis: 2_000 }).on("error", () => {});
  const pools = [pool(3), pool(3)] as const;
  const db = createDb(pools[1]);
  const { runs, states, schedules, backfills, tasks } = createPostgresStores(pools[0]);
  const events = createEvents((error) => {
    throw error;
  });
  const services = createServices({ db, bucket: openBucket(env.bucket) }, env);
  const engine = createEngine({
    registry: createRegistry(jobs),
    runs,
    states,
    schedules,
    tasks,
    clock: systemClock,
    random: Math.random,
    randomBytes: (count) => randomBytes(count),
    services,
    events,
    times: { leaseMs: 3_000, heartbeatMs: 1_000, sweepMs: 1_000, maxDurationMs: null },
    worker: "test",
    release: null,
    redact: createRedact(env.secrets),
    isStoreUnavailable: isDatabaseUnavailable,
  });
  const calls = new CallLog({
    store: createCallStore(pools[1]),
    clock: backgroundClock,
    random: Math.random,
    isUnavailable: isDatabaseUnavailable,
    onFailure: (error) => logger.warn({ err: error }, "calls could not be written"),
  });
  const logger = pino({ level: process.env.TEST_LOG ?? "silent" });
  const live = new LiveFeed({
    db,
    clock: systemClock,
    random: Math.random,
    onFailure: (error) => logger.warn({ err: error }, "the live feed could not read the runs"),
  });
  const retention = new Retention({
    history: createHistory(pools[1]),
    clock: systemClock,
    random: Math.random,
    worker: "test",
    onFailure: (error) => logger.warn({ err: error }, "the retention could not be applied"),
  });
  const outbox = createOutbox({
    pool: pools[1],
    clock: systemClock,
    random: Math.random,
    redact: redactNothing,
    seal: sealBy(env.tokenKeys),
    senders: monitoringSenders(env),
    mail: env.mail && { settings: env.mail, unsubscribeKey: env.authSecret },
    ...{ channels: env.channels, allowedPrivateHosts: env.allowedPrivateHosts, appUrl: env.appUrl },
    onFailure: (error) => logger.warn({ err: error }, "messages could not be carried"),
  });
  const outside = createOutside({ env, db, events, logger, engine, outbox });
  const platform = { settings: platformSettings.parse({ plan: "hobby" }), vercelJson: { crons: [] } };
  const { release, onPlatform } = env;
  const alerts = createAlerts({
    ...{ db, jobs, events, clock: systemClock, random: Math.random, worker: "test" },
    installation: { release, onPlatform, platform, whyNotRunning: async () => null },
    channelsReady: () => outbox.environmentFollowed(),
    onMessages: () => outbox.wake(),
    onFailure: (error) => logger.warn({ err: error }, "the rows could not be watched"),
    onReaderFailure: (error) => logger.warn({ err: error }, "a reader of signals failed"),
  });
  const runtime = {
    env,
    db,
    engine,
    runs,
    backfills,
    tasks,
    services,
    calls,
    outside,
    live,
    retention,
    outbox,
    alerts,
    logger,
    clock: systemClock,
    plan: { name: "hobby", minIntervalSeconds: 86_400 },
    platform,
    isDatabaseUnavailable,
  };
  // The registry's types are those of the real jobs, and what the routes never ask for is left out
  return { runtime: runtime as unknown as Runtime, pools: [...pools] };
}

function headersOf({ headers }: RequestInit): Record<string, string> {
  return Object.fromEntries(new Headers(headers));
}
