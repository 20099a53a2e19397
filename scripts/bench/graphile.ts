import { EventEmitter } from "node:events";
import { Logger, type Runner, run, runMigrations, runOnce, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import type { Latency } from "./latency.ts";
import type { Contender } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** graphile-worker: durable jobs, deleted when done. Measured as it comes, silent, with a connection per worker. */

const DEFAULT_POOL = 10;
/** The server has 100 connections for all. */
const MAX_POOL = 60;
const silent = new Logger(() => () => undefined);

/** Drains a queue that was filled before; the clock runs from the first job to the last. */
export async function graphileContender(databaseUrl: string, jobs: number): Promise<Contender> {
  await runMigrations({ connectionString: databaseUrl, logger: silent });
  return {
    name: "graphile-worker, drain",
    async measure(callers) {
      await fill(databaseUrl, jobs);
      await settleTables(databaseUrl);
      const doneMs: number[] = [];
      const taskList = { noop: async () => void doneMs.push(performance.now()) };
      const maxPoolSize = Math.min(MAX_POOL, Math.max(DEFAULT_POOL, callers));
      await runOnce({ connectionString: databaseUrl, taskList, concurrency: callers, maxPoolSize, logger: silent });
      const [first = 0] = doneMs;
      return ((doneMs.length - 1) / ((doneMs.at(-1) ?? 0) - first)) * 1000;
    },
  };
}

/** From addJob to the job's deletion, woken by LISTEN, with nothing else to do. */
export async function openGraphileLatency(databaseUrl: string): Promise<Latency> {
  await runMigrations({ connectionString: databaseUrl, logger: silent });
  const events: WorkerEvents = new EventEmitter();
  const taskList = { noop: async () => undefined };
  const runner = await run({ connectionString: databaseUrl, taskList, events, logger: silent, noHandleSignals: true });
  return {
    name: "graphile-worker",
    trigger: () => triggerOnce(runner, events),
    close: () => runner.stop(),
  };
}

async function triggerOnce(runner: Runner, events: WorkerEvents): Promise<void> {
  const done = new Promise<void>((resolve) => events.once("job:complete", () => resolve()));
  await runner.addJob("noop", {});
  await done;
}

async function fill(databaseUrl: string, jobs: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("select graphile_worker.add_job('noop', '{}'::json) from generate_series(1, $1)", [jobs]);
  await client.end();
}
