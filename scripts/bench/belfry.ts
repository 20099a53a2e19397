import pg from "pg";
import { z } from "zod";
import { createEngine } from "../../lib/cron/engine/create-engine.ts";
import { defineJobFor, type JobResult } from "../../lib/cron/jobs/define-job.ts";
import { createEvents } from "../../lib/cron/ports/events.ts";
import type { RunQueue } from "../../lib/cron/ports/queue.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { redactNothing } from "../../lib/cron/words/redact.ts";
import { createRandomBytes, systemClock } from "../../lib/observe/machine.ts";
import { isDatabaseUnavailable } from "../../lib/stores/postgres/errors.ts";
import { createPostgresStores } from "../../lib/stores/postgres/index.ts";
import type { Contender } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** The pool of lib/runtime.ts. */
const ENGINE_CONNECTIONS = 3;
const LEASE_MS = 20_000;
const HEARTBEAT_MS = 5_000;
const SWEEP_MS = 5_000;

const DONE: JobResult = { processed: 1, failed: 0, skipped: 0, errors: [] };

const shared = {
  description: "Does nothing",
  category: "bench",
  schedule: { kind: "none" },
  timeoutSeconds: 60,
  maxAttempts: 3,
  params: z.strictObject({ caller: z.number().int() }),
  handler: async () => ({ run: async () => DONE }),
} as const;

const defineJob = defineJobFor<null>();
const jobs = [
  /** Each caller has a lock key of its own, as callers of one job that may overlap have. */
  defineJob({ ...shared, name: "no-op", concurrencyKey: ({ caller }) => String(caller) }),
  /** All callers share one lock key with as many lanes. */
  defineJob({ ...shared, name: "no-op-allow", overlap: "allow", concurrency: 128 }),
] as const;

export type NoOpJob = (typeof jobs)[number]["name"];

export interface Belfry {
  readonly databaseUrl: string;
  /** One recorded run; throws unless it completed. */
  run(job: NoOpJob, caller: number): Promise<void>;
  /** Statements sent so far: each is one round trip. */
  readonly roundTrips: number;
  close(): Promise<void>;
}

/** The real engine on the real stores, with all that a run does; only nobody listens to its events. */
export function createBenchEngine(pool: pg.Pool, queue: RunQueue | null = null) {
  const events = createEvents((error) => {
    throw error;
  });
  const engine = createEngine({
    registry: createRegistry(jobs),
    ...createPostgresStores(pool, { queue }),
    ...(queue && { queue }),
    clock: systemClock,
    random: Math.random,
    randomBytes: createRandomBytes(),
    services: null,
    events,
    times: { leaseMs: LEASE_MS, heartbeatMs: HEARTBEAT_MS, sweepMs: SWEEP_MS, maxDurationMs: null },
    worker: "bench",
    release: null,
    redact: redactNothing,
    isStoreUnavailable: isDatabaseUnavailable,
  });
  return { engine, events };
}

/** The pool that one process has. */
export function openBenchPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: ENGINE_CONNECTIONS });
  // A connection lost while idle: the next statement opens another or says why not.
  pool.on("error", () => undefined);
  return pool;
}

/** One process of the engine, its statements counted. */
export function openBelfry(databaseUrl: string): Belfry {
  const pool = openBenchPool(databaseUrl);
  let roundTrips = 0;
  pool.on("acquire", () => {
    roundTrips += 1;
  });
  const { engine } = createBenchEngine(pool);
  return {
    databaseUrl,
    async run(job, caller) {
      const answer = await engine.runNow(job, { caller });
      if (answer.kind !== "ended" || answer.run.status !== "completed") {
        throw new Error(`A no-op run was expected to complete, it answered ${JSON.stringify(answer)}`);
      }
    },
    get roundTrips() {
      return roundTrips;
    },
    close: () => pool.end(),
  };
}

/** So many callers, each starting its next run when the last one has ended. */
export async function runCallers(belfry: Belfry, job: NoOpJob, load: { callers: number; seconds: number }) {
  const endsMs = performance.now() + load.seconds * 1000;
  let runs = 0;
  const beganMs = performance.now();
  await Promise.all(
    Array.from({ length: load.callers }, async (_, caller) => {
      for (; performance.now() < endsMs; runs++) await belfry.run(job, caller);
    }),
  );
  return { runs, perSecond: (runs / (performance.now() - beganMs)) * 1000 };
}

/** The engine in the contest, with one of the no-op jobs. */
export function belfryContender(belfry: Belfry, job: NoOpJob, seconds: number): Contender {
  return {
    name: job === "no-op" ? "belfry" : "belfry, overlap allow",
    async measure(callers) {
      await settleTables(belfry.databaseUrl);
      await runCallers(belfry, job, { callers, seconds: WARM_SECONDS });
      return (await runCallers(belfry, job, { callers, seconds })).perSecond;
    },
  };
}

const WARM_SECONDS = 0.3;
