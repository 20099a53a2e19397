import type { Pool } from "pg";
import type { ConstructorOptions, Db, Job, PgBoss } from "pg-boss";
import type { CarriedRun, QueueWorker, RunQueue, SqlTransaction } from "../cron/ports/queue.ts";

/** Queues of pg-boss. A job in them says only "run X waits" or "tasks wait"; its state, retries and results are not used. */
const LIVE = "cron_runs";
const BACKFILL = "cron_backfills";
const TASKS = "cron_tasks";

/** One call of the workers stands for so many tasks: what one process works on at once. */
const TASKS_PER_CALL = 10;
/** More workers than this find the tasks at their next sweep. */
const MOST_CALLS = 50;

/** The last carrier that fits is in use until a run ends; should it expire before, nothing happens. */
const EXPIRE_SECONDS = 24 * 3600 - 1;
const DELETE_AFTER_SECONDS = 3600;
/** Without LISTEN (a transaction pooler), and as a backstop with it. */
const POLL_SECONDS = 1;
const BACKSTOP_SECONDS = 2;
/** Backfills never take a live run's place in a worker: they have half as many of their own. */
const placesForBackfills = (atOnce: number) => Math.max(1, Math.floor(atOnce / 2));

const POLLING = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: BACKSTOP_SECONDS } as const;

const COMMON = { notify: true, retryLimit: 0, deleteAfterSeconds: DELETE_AFTER_SECONDS } as const;
/** One carrier of a run on its way at a time: the key is the run's id. */
const CARRYING = { ...COMMON, policy: "short", expireInSeconds: EXPIRE_SECONDS } as const;
const QUEUES = [
  [LIVE, CARRYING],
  [BACKFILL, CARRYING],
  [TASKS, COMMON],
] as const;

/** What a carrier says. */
interface Carried {
  runId: string;
}

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
  #stopped = false;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  async open(): Promise<void> {
    await this.#boss();
  }

  async send(runs: readonly CarriedRun[], within?: SqlTransaction): Promise<void> {
    const boss = await this.#boss();
    const options = within ? { db: asDatabase(within) } : {};
    for (const queue of [LIVE, BACKFILL]) {
      const carriers = runs.filter((run) => run.backfill === (queue === BACKFILL)).map(toCarrier);
      if (carriers.length > 0) await boss.insert(queue, carriers, options);
    }
  }

  async announceTasks(count: number, within?: SqlTransaction): Promise<void> {
    const boss = await this.#boss();
    const calls = Math.min(MOST_CALLS, Math.ceil(count / TASKS_PER_CALL));
    const options = within ? { db: asDatabase(within) } : {};
    await boss.insert(TASKS, Array(calls).fill({ data: {} }), options);
  }

  async work({ atOnce, take, onTasks }: QueueWorker): Promise<void> {
    this.#worker ??= this.#start(workerOptions(this.#parts.databaseUrl));
    const boss = await this.#worker;
    const isStopped = () => this.#stopped;
    await workOn(boss, LIVE, { atOnce, take, isStopped });
    await workOn(boss, BACKFILL, { atOnce: placesForBackfills(atOnce), take, isStopped });
    await boss.work(TASKS, POLLING, async () => onTasks());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const boss = await this.#worker;
    if (boss) await Promise.all([LIVE, BACKFILL, TASKS].map((queue) => boss.offWork(queue, { wait: false })));
  }

  async fetch(limit: number): Promise<string[]> {
    const boss = await this.#boss();
    await fetchFrom(boss, TASKS, MOST_CALLS); // whoever fetches sweeps, too, and works on tasks then
    const live = await fetchFrom(boss, LIVE, limit);
    return live.length > 0 ? live : fetchFrom(boss, BACKFILL, limit);
  }

  /** Closes what this queue opened; the pool is the caller's. */
  async close(): Promise<void> {
    const opened = await Promise.all([this.#worker, this.#sender]);
    await Promise.all(opened.map((boss) => boss?.stop({ graceful: false })));
  }

  #boss(): Promise<PgBoss> {
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
    for (const [queue, options] of QUEUES) {
      await boss.createQueue(queue, options);
      await boss.insert(queue, []); // it looks the queue up once, on a connection of its own: not within a transaction
    }
    return boss;
  }
}

const workerOptions = (connectionString: string): ConstructorOptions => {
  return { connectionString, max: 2, schedule: false, useListenNotify: true, application_name: "belfry worker" };
};

/**
 * The queue wakes the worker with one carrier; as long as more have arrived, it fetches as many as it has room for. More
 * than that would wait here while another worker has room.
 */
async function workOn(
  boss: PgBoss,
  queue: string,
  { atOnce, take, isStopped }: Pick<QueueWorker, "atOnce" | "take"> & { isStopped: () => boolean },
): Promise<void> {
  const running = new Set<Promise<unknown>>();
  const begin = async (runIds: readonly string[]) => {
    for (const done of await take(runIds)) {
      const through = done.finally(() => running.delete(through));
      running.add(through);
    }
  };
  await boss.work<Carried>(queue, POLLING, async (woken) => {
    await begin(runsOf(woken));
    for (;;) {
      if (running.size >= atOnce) await Promise.race(running);
      if (isStopped()) return;
      const carriers = await boss.fetch<Carried>(queue, { batchSize: atOnce - running.size });
      if (carriers.length === 0) return;
      await Promise.all([begin(runsOf(carriers)), consume(boss, queue, carriers)]);
    }
  });
}

/** Taken and done in one go: from here on the claim decides, and a run that nobody claims is sent again. */
async function fetchFrom(boss: PgBoss, queue: string, limit: number): Promise<string[]> {
  const carriers = await boss.fetch<Carried>(queue, { batchSize: limit });
  await consume(boss, queue, carriers);
  return runsOf(carriers);
}

async function consume(boss: PgBoss, queue: string, carriers: readonly Job<Carried>[]): Promise<void> {
  const ids = carriers.map(({ id }) => id);
  if (ids.length > 0) await boss.complete(queue, ids);
}

const runsOf = (carriers: readonly Job<Carried>[]): string[] => carriers.map(({ data }) => data.runId);

function toCarrier({ runId, dueInMs }: CarriedRun) {
  const startAfter = dueInMs > 0 ? { startAfter: Math.ceil(dueInMs / 1000) } : {};
  return { data: { runId }, singletonKey: runId, ...startAfter };
}

const asDatabase = (target: SqlTransaction | Pool): Db => ({
  executeSql: (text, values) => target.query(text, values),
});
