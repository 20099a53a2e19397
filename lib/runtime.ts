import { hostname } from "node:os";
import type { Pool } from "pg";
import manifest from "../package.json" with { type: "json" };
import vercel from "../vercel.json" with { type: "json" };
import { createOutbox, type Outbox } from "./alerts/channels/create-outbox.ts";
import { type Alerts, createAlerts } from "./alerts/evaluator/create-alerts.ts";
import { CALLS } from "./auth/window-limit.ts";
import { openBucket } from "./clients/bucket/open-bucket.ts";
import { createEngine } from "./cron/engine/create-engine.ts";
import type { Engine } from "./cron/engine/engine.ts";
import { Retention } from "./cron/engine/retention.ts";
import type { BackfillStore } from "./cron/ports/backfills.ts";
import { createEvents, type Events } from "./cron/ports/events.ts";
import { engineTimes } from "./cron/ports/parts.ts";
import type { RunStore } from "./cron/ports/runs.ts";
import type { TaskStore } from "./cron/ports/tasks.ts";
import { createRegistry } from "./cron/schedules/registry.ts";
import type { Clock } from "./cron/words/clock.ts";
import { createRedact } from "./cron/words/redact.ts";
import { type Calling, createCalling, whyNotRunning } from "./dashboard/jobs/why-not-running.ts";
import { LiveFeed } from "./dashboard/live/live-feed.ts";
import { SharedReads } from "./dashboard/live/shared-reads.ts";
import { createDb, type Db } from "./db.ts";
import { type Env, readEnv } from "./env.ts";
import { type AllServices, createServices, jobs as registered } from "./jobs/index.ts";
import { CallLog } from "./observe/call-log.ts";
import { createCallStore } from "./observe/call-rows.ts";
import { logEvents, logRedis } from "./observe/log-events.ts";
import { createLogger, type Logger } from "./observe/logger.ts";
import { backgroundClock, createRandomBytes, systemClock } from "./observe/machine.ts";
import { createSentry, FLUSH_MS, type SentryReports } from "./observe/sentry/sentry.ts";
import { createTellStack } from "./observe/source-stack.ts";
import { createRunTracing } from "./observe/spans.ts";
import { createOutside, monitoringSenders, type TellsOutside } from "./outside/outside.ts";
import { deliveryRules } from "./platform/delivery.ts";
import { type PlatformSettings, planOf, platformSettings } from "./platform/settings.ts";
import { vercelCrons } from "./platform/vercel-json.ts";
import { PgBossQueue } from "./queue/pg-boss-queue.ts";
import { sealBy } from "./seal.ts";
import { isDatabaseUnavailable } from "./stores/postgres/errors.ts";
import { createHistory } from "./stores/postgres/history.ts";
import { createPostgresStores } from "./stores/postgres/index.ts";
import { openPool } from "./stores/postgres/open-pool.ts";
import { createRedisParts } from "./stores/redis/index.ts";

/** Everything that is built once per process, and connected here only. */
export interface Runtime {
  env: Env;
  db: Db;
  engine: Engine<typeof registered>;
  events: Pick<Events, "subscribe">;
  runs: RunStore;
  backfills: BackfillStore;
  tasks: TaskStore;
  services: AllServices;
  /** What reached the cron routes. */
  calls: CallLog;
  /** What other programs are told of this process's runs. */
  outside: TellsOutside;
  /** What happens to runs, for the screens that show it. */
  live: LiveFeed;
  /** Lists that many tabs read again at the same moment. */
  reads: SharedReads;
  /** Deletes history that is past its time. */
  retention: Retention;
  /** Carries what is told to people and other programs. */
  outbox: Outbox;
  /** What is told Sentry; null without a DSN. */
  sentry: SentryReports | null;
  /** Watches the rows for what people must be told of. */
  alerts: Alerts;
  /** Counts calls over all processes; null without Redis. */
  sharedLimit: ReturnType<typeof createRedisParts>["sharedLimit"];
  logger: Logger;
  clock: Pick<Clock, "now">;
  /** How often the platform that this project is deployed to calls a cron at most, and how much later than its minute. */
  plan: { name: string; minIntervalSeconds: number; precisionSeconds: number };
  /** What vercel.json has the platform call. */
  crons: readonly { path: string; schedule: string }[];
  /** How its jobs are called, as the chain of a job's page and the incidents of jobs that never ran tell it. */
  calling: Calling;
  /** What this project is deployed to, and the vercel.json of this release. */
  platform: { settings: PlatformSettings; vercelJson: object };
  /** Whether the database cannot serve anybody now, so that the same call may succeed later. */
  isDatabaseUnavailable(error: unknown): boolean;
  /**
   * Stops taking runs, hands back those that are running, and closes the pools, unless a handler that does not stop
   * still uses them; at most `graceMs`.
   */
  drain(graceMs: number): Promise<void>;
}

/** Admissions, finishes and saves: a handler that uses up the domain pool must not starve them. */
const ENGINE_CONNECTIONS = 2;
/** The keeper has one to itself: calls that hang on locked rows must not cost the runs beside them their leases. */
const KEEPER_CONNECTIONS = 1;
/** What a process takes beside DATABASE_POOL. */
export const RESERVED_CONNECTIONS = ENGINE_CONNECTIONS + KEEPER_CONNECTIONS;
/** The end of a drain is for the connections; one that does not answer is left to the end of the process. */
const CLOSING_MS = 500;

/** Next bundles routes, pages and instrumentation apart: each has its own copy of this module, but one process global. */
const GLOBAL = Symbol.for("belfry.runtime");
const globals = globalThis as { [GLOBAL]?: Runtime };

/** The runtime of this process, built on first use. @throws ConfigurationError, RegistryError */
export function getRuntime(): Runtime {
  globals[GLOBAL] ??= createRuntime(readEnv());
  return globals[GLOBAL];
}

/** In a long-lived process, starts what works by itself; without dispatcher and retention where SCHEDULER=none. */
export function startRuntime({ env, engine, retention, outbox, alerts, outside }: Runtime = getRuntime()): void {
  if (env.onPlatform) return;
  outbox.start();
  alerts.start();
  outside.start(env.scheduler === "embedded");
  engine.start({ scheduler: env.scheduler === "embedded" });
  if (env.scheduler === "embedded") retention.start();
}

/** Builds a runtime of its own, for the CLI and tests; everything else shares `getRuntime`. */
export function createRuntime(env: Env, given: { logger?: Logger; jobs?: typeof registered } = {}): Runtime {
  const { logger = createLogger({ redact: createRedact(env.secrets) }), jobs = registered } = given;
  const pools = {
    url: env.databaseUrl,
    // One that the server closed while it was idle: the next query opens another one.
    onLost: (error: Error) => logger.warn({ err: error }, "an idle database connection was lost"),
  };
  const enginePool = openPool(pools, ENGINE_CONNECTIONS);
  const keeperPool = openPool(pools, KEEPER_CONNECTIONS);
  const domainPool = openPool(pools, env.databasePool);
  const db = createDb(domainPool);
  const services = createServices({ db, bucket: openBucket(env.bucket) }, env);
  const queue = env.runMode === "queue" ? openQueue(env, enginePool, logger) : null;
  const stores = createPostgresStores(enginePool, { keeperPool, queue });
  const crons = vercelCrons(vercel);
  const events = createEvents((error, event) => logger.error({ err: error, event: event.type }, "a subscriber failed"));
  events.subscribe(logEvents(logger));
  const warn = (what: string) => (error: unknown) => logger.warn({ err: error }, what);
  const machine = { clock: systemClock, random: Math.random };
  const worker = `${hostname()}:${process.pid}`.slice(0, 100);
  const delivery = deliveryRules({ crons }, env);
  const redact = createRedact(env.secrets);
  const tellStack = createTellStack(/* turbopackIgnore: true */ process.cwd());
  const sentry = createSentry(env, { ...stores, jobs, delivery, clock: systemClock, redact, tellStack, logger });
  if (sentry) events.subscribe(sentry.hear);
  const randomBytes = createRandomBytes();
  const telling = { clock: systemClock, randomBytes, calls: CALLS, tell: logRedis(logger) };
  const { gate, sharedLimit } = createRedisParts(env, telling);
  const engine = createEngine({
    registry: createRegistry(jobs),
    ...{ runs: stores.runs, states: stores.states, schedules: stores.schedules, tasks: stores.tasks },
    ...(queue && { queue }),
    ...{ ...machine, delivery, randomBytes },
    ...(gate && { gate }),
    ...{ services, events, redact, tellStack },
    tracing: createRunTracing(),
    times: engineTimes(env),
    ...{ worker, release: env.release },
    isStoreUnavailable: isDatabaseUnavailable,
  });
  const calls = new CallLog({
    store: createCallStore(domainPool),
    ...{ ...machine, clock: backgroundClock },
    isUnavailable: isDatabaseUnavailable,
    onFailure: warn("calls could not be written to the log of calls"),
  });
  const live = new LiveFeed({ db, ...machine, onFailure: warn("the live feed could not read the runs") });
  const history = createHistory(domainPool);
  const retention = new Retention({
    ...{ history, ...machine, worker },
    onFailure: warn("the retention could not be applied"),
  });
  const outbox = createOutbox({
    ...{ pool: domainPool, ...machine, redact },
    ...{ seal: sealBy(env.tokenKeys), channels: env.channels },
    mail: env.mail && { settings: env.mail, unsubscribeKey: env.authSecret },
    senders: monitoringSenders(env),
    ...{ allowedPrivateHosts: env.allowedPrivateHosts, appUrl: env.appUrl },
    onFailure: warn("messages could not be carried"),
  });
  const platform = { settings: platformSettings.parse(manifest.belfry.platform), vercelJson: vercel };
  const { release, onPlatform } = env;
  const monotonicMs = () => systemClock.monotonicMs();
  const calling = createCalling({ ...env, settings: platform.settings, crons, monotonicMs });
  const chain = { db, jobs: engine.jobs, clock: systemClock };
  const alerts = createAlerts({
    ...{ db, jobs: engine.jobs },
    installation: { release, onPlatform, platform, whyNotRunning: (job) => whyNotRunning(chain, job, calling) },
    ...{ events, ...machine, worker },
    channelsReady: () => outbox.environmentFollowed(),
    onMessages: () => outbox.wake(),
    onFailure: warn("alerts could not be evaluated"),
    onReaderFailure: warn("one kind of trouble is not seen: a reader of signals failed"),
  });
  const outside = createOutside({ env, db, events, logger, engine, outbox });
  async function drain(graceMs: number): Promise<void> {
    // Each may wait for a database that does not answer; the runs must not.
    const stopMs = graceMs - (sentry ? FLUSH_MS : 2 * CLOSING_MS);
    const readers = Promise.all([live.close(), retention.stop(), alerts.stop(), outbox.stop(stopMs)]);
    const { stopped, abandoned } = await engine.drain(stopMs);
    logger.info({ component: "cron", stopped, abandoned }, "drained");
    const told = sentry?.flush();
    await Promise.race([queue?.close(), systemClock.sleep(CLOSING_MS)]);
    // A handler that does not stop goes on using its connections, and its lease is renewed, until the process ends.
    if (abandoned > 0) return told;
    const domainClosed = Promise.all([calls.close(), outside.close(), readers])
      .then(() => db.$disconnect())
      .then(() => domainPool.end());
    const closed = Promise.all([enginePool.end(), keeperPool.end(), domainClosed]);
    await Promise.all([told, Promise.race([closed, systemClock.sleep(CLOSING_MS)])]);
  }
  const connected = {
    ...{
      env,
      db,
      engine,
      events,
      services,
      calls,
      live,
      retention,
      outbox,
      outside,
      sentry,
      sharedLimit,
      alerts,
      logger,
      platform,
      crons,
    },
    ...{ runs: stores.runs, backfills: stores.backfills, tasks: stores.tasks },
    reads: new SharedReads({ clock: systemClock, position: () => live.position }),
    clock: systemClock,
    plan: planOf(platform.settings),
    calling,
  };
  return { ...connected, isDatabaseUnavailable, drain };
}

function openQueue({ databaseUrl }: Env, pool: Pool, logger: Logger): PgBossQueue {
  const onError = (error: unknown) => logger.warn({ component: "cron", err: error }, "the queue had an error");
  return new PgBossQueue({ pool, databaseUrl: databaseUrl ?? "", onError });
}
