import type { Pool } from "pg";
import type { ConstructorOptions, Db, PgBoss } from "pg-boss";
import type { CarriedRun, RunQueue, SqlTransaction } from "../cron/queue-ports.ts";

/** Queues of pg-boss. A job in them says only "run X waits"; its own state, retries and results are never used. */
const LIVE = "cron_runs";
const BACKFILL = "cron_backfills";

/** A carrier is in use while its run is worked on; longer than any run, since its end means nothing to us. */
const EXPIRE_SECONDS = 24 * 3600 - 1;
const DELETE_AFTER_SECONDS = 3600;
/** Without LISTEN (a transaction pooler), and as a backstop with it. */
const POLL_SECONDS = 1;
const BACKSTOP_SECONDS = 10;
/** Backfills never take a live run's place in a worker: they have half as many of their own. */
const placesForBackfills = (atOnce: number) => Math.max(1, Math.floor(atOnce / 2));

interface QueueParts {
  /** Sends go through it; a worker has connections of its own besides. */
  pool: Pool;
  databaseUrl: string;
  /** Told what goes wrong between two calls: in maintenance, or on the listening connection. */
  onError(error: unknown): void;
}

/** The queue on pg-boss, in the application's own Postgres (schema `pgboss`, made on first use). */
export class PgBossQueue implements RunQueue {
  readonly #parts: QueueParts;
  #sender: Promise<PgBoss> | null = null;
  #worker: Promise<PgBoss> | null = null;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  async send(runs: readonly CarriedRun[], within?: SqlTransaction): Promise<void> {
    const boss = await this.#open();
    const options = within ? { db: asDatabase(within) } : {};
    for (const queue of [LIVE, BACKFILL]) {
      const carriers = runs.filter((run) => run.backfill === (queue === BACKFILL)).map(toCarrier);
      if (carriers.length > 0) await boss.insert(queue, carriers, options);
    }
  }

  async work({ atOnce, take }: Parameters<RunQueue["work"]>[0]): Promise<void> {
    this.#worker ??= this.#start(workerOptions(this.#parts.databaseUrl));
    const boss = await this.#worker;
    const polling = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: BACKSTOP_SECONDS };
    const places = { [LIVE]: atOnce, [BACKFILL]: placesForBackfills(atOnce) };
    for (const [queue, localConcurrency] of Object.entries(places)) {
      await boss.work<{ runId: string }>(queue, { ...polling, localConcurrency }, async ([carrier]) => {
        if (carrier) await take(carrier.data.runId);
      });
    }
  }

  async stop(): Promise<void> {
    const boss = await this.#worker;
    if (boss) await Promise.all([LIVE, BACKFILL].map((queue) => boss.offWork(queue, { wait: false })));
  }

  async fetch(limit: number): Promise<string[]> {
    const boss = await this.#open();
    const live = await fetchFrom(boss, LIVE, limit);
    return live.length > 0 ? live : fetchFrom(boss, BACKFILL, limit);
  }

  /** Closes what this queue opened; the pool is the caller's. */
  async close(): Promise<void> {
    const opened = await Promise.all([this.#worker, this.#sender]);
    await Promise.all(opened.map((boss) => boss?.stop({ graceful: false })));
  }

  #open(): Promise<PgBoss> {
    if (this.#worker) return this.#worker;
    this.#sender ??= this.#openSender();
    return this.#sender;
  }

  async #openSender(): Promise<PgBoss> {
    try {
      return await this.#start({ db: asDatabase(this.#parts.pool), supervise: false, schedule: false });
    } catch (error) {
      this.#sender = null; // tried again by the next call
      throw error;
    }
  }

  async #start(options: ConstructorOptions): Promise<PgBoss> {
    const { PgBoss } = await import("pg-boss"); // processes without a queue do not load it
    const boss = new PgBoss(options);
    boss.on("error", (error) => this.#parts.onError(error));
    await boss.start();
    for (const queue of [LIVE, BACKFILL]) {
      await boss.createQueue(queue, {
        // One carrier of a run on its way at a time: the key is the run's id.
        policy: "short",
        notify: true,
        retryLimit: 0,
        expireInSeconds: EXPIRE_SECONDS,
        deleteAfterSeconds: DELETE_AFTER_SECONDS,
      });
    }
    return boss;
  }
}

const workerOptions = (connectionString: string): ConstructorOptions => {
  return { connectionString, max: 2, schedule: false, useListenNotify: true, application_name: "belfry worker" };
};

/** Taken and done in one go: from here on the claim decides, and a run that nobody claims is sent again. */
async function fetchFrom(boss: PgBoss, queue: string, limit: number): Promise<string[]> {
  const carriers = await boss.fetch<{ runId: string }>(queue, { batchSize: limit });
  const ids = carriers.map(({ id }) => id);
  if (ids.length > 0) await boss.complete(queue, ids);
  return carriers.map(({ data }) => data.runId);
}

function toCarrier({ runId, dueInMs }: CarriedRun) {
  const startAfter = dueInMs > 0 ? { startAfter: Math.ceil(dueInMs / 1000) } : {};
  return { data: { runId }, singletonKey: runId, ...startAfter };
}

const asDatabase = (target: SqlTransaction | Pool): Db => ({
  executeSql: (text, values) => target.query(text, values),
});
