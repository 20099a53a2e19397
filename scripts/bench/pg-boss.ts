import { PgBoss } from "pg-boss";
import type { Latency } from "./latency.ts";
import type { Contender } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** pg-boss: durable jobs that stay for a while after their end. */

const QUEUE = "noop";
const INSERT_SIZE = 5_000;
/** Its own benchmark's: large batches hide the cost of a round trip, and nothing is recorded per run. */
const BATCH_SIZE = 500;

/** Workers as `work` makes them: one job each, every two seconds. */
export async function bossDefaultContender(databaseUrl: string, seconds: number): Promise<Contender> {
  const boss = await openBoss(databaseUrl);
  await boss.stop();
  return {
    name: "pg-boss, default",
    async measure(callers) {
      const working = await openBoss(databaseUrl);
      await fill(working, MORE_THAN_DEFAULT_DOES);
      let done = 0;
      const beganMs = performance.now();
      await working.work(QUEUE, { localConcurrency: callers }, async () => {
        done += 1;
      });
      await new Promise((resolve) => setTimeout(resolve, Math.max(seconds, LEAST_SECONDS) * 1000));
      const rate = (done / (performance.now() - beganMs)) * 1000;
      await working.stop({ graceful: false });
      return rate;
    },
  };
}

/** One job each, and each that ends wakes the worker for the next: as fast as `work` goes. */
export async function bossWokenContender(databaseUrl: string, jobs: number): Promise<Contender> {
  const boss = await openBoss(databaseUrl);
  await boss.stop();
  return {
    name: "pg-boss, woken at once",
    async measure(callers) {
      const working = await openBoss(databaseUrl);
      await fill(working, jobs);
      await settleTables(databaseUrl);
      const doneMs: number[] = [];
      const all = Promise.withResolvers<void>();
      const id: string = await working.work(QUEUE, { localConcurrency: callers }, async () => {
        working.notifyWorker(id);
        if (doneMs.push(performance.now()) === jobs) all.resolve();
      });
      await all.promise;
      await working.stop({ graceful: false });
      return ((jobs - 1) / ((doneMs.at(-1) ?? 0) - (doneMs[0] ?? 0))) * 1000;
    },
  };
}

const MORE_THAN_DEFAULT_DOES = 2_000;
/** Shorter than a few of its polls nothing can be seen. */
const LEAST_SECONDS = 6;

/** fetch and complete in batches, by so many loops at once. */
export async function bossBatchContender(databaseUrl: string, jobs: number): Promise<Contender> {
  const boss = await openBoss(databaseUrl);
  await boss.stop();
  return {
    name: `pg-boss, batches of ${BATCH_SIZE}`,
    async measure(callers) {
      const working = await openBoss(databaseUrl);
      await fill(working, jobs);
      await settleTables(databaseUrl);
      const beganMs = performance.now();
      const counts = await Promise.all(Array.from({ length: callers }, () => drainInBatches(working)));
      const done = counts.reduce((sum, count) => sum + count, 0);
      const rate = (done / (performance.now() - beganMs)) * 1000;
      await working.stop({ graceful: false });
      return rate;
    },
  };
}

/** From send to the call of the handler (its completion is not told), woken by NOTIFY, with nothing else to do. */
export async function openBossLatency(databaseUrl: string): Promise<Latency> {
  const boss = new PgBoss({ connectionString: databaseUrl, useListenNotify: true });
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true });
  const arrivals: (() => void)[] = [];
  await boss.work(QUEUE, async () => arrivals.shift()?.());
  return {
    name: "pg-boss, LISTEN",
    async trigger() {
      const arrived = new Promise<void>((resolve) => arrivals.push(resolve));
      await boss.send(QUEUE, {});
      await arrived;
    },
    close: () => boss.stop({ graceful: false }),
  };
}

async function openBoss(databaseUrl: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue(QUEUE);
  await boss.deleteAllJobs(QUEUE);
  return boss;
}

async function fill(boss: PgBoss, jobs: number): Promise<void> {
  for (let left = jobs; left > 0; left -= INSERT_SIZE) {
    await boss.insert(
      QUEUE,
      Array.from({ length: Math.min(left, INSERT_SIZE) }, () => ({ data: {} })),
    );
  }
}

async function drainInBatches(boss: PgBoss): Promise<number> {
  for (let done = 0; ; ) {
    const jobs = await boss.fetch(QUEUE, { batchSize: BATCH_SIZE });
    if (jobs.length === 0) return done;
    await boss.complete(
      QUEUE,
      jobs.map((job) => job.id),
    );
    done += jobs.length;
  }
}
