import { PgBossQueue } from "../../lib/queue/pg-boss-queue.ts";
import { migrate } from "../support/migrations.ts";
import { createBenchEngine, openBenchPool } from "./belfry.ts";
import type { BenchServer } from "./bench-server.ts";
import { graphileContender } from "./graphile.ts";
import { type Latency, measureLatencies } from "./latency.ts";
import { bossWokenContender, openBossLatency } from "./pg-boss.ts";
import { perSecond, printTable } from "./report.ts";
import { type Contender, type Effort, measureRounds } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** What one worker works on at once. */
const AT_ONCE = [1, 8, 32];
/** So many are admitted at a time before the clock runs. */
const ADMIT = 32;

/**
 * Queue mode: runs that a web process admitted, worked on by one worker, beside the queue that carries them and a peer.
 * Ours are recorded runs with lease, fence and statistics; theirs are jobs.
 */
export async function runQueueBench(server: BenchServer, { rounds, runs, triggers }: Effort): Promise<void> {
  const ours = await openQueueMode(server, "queue");
  const theirs = [
    await bossWokenContender(await server.createDatabase("boss_woken"), runs),
    await graphileContender(await server.createDatabase("graphile_queue"), runs),
  ];
  const contenders = [drainContender(ours, runs), ...theirs];
  const onMeasured = (line: string) => console.error(line);
  const rates = await measureRounds(contenders, { callers: AT_ONCE, rounds, onMeasured });
  const rateOf = (contender: Contender, count: number) => rates.get(contender)?.get(count);
  printTable(
    "Queue mode: waiting runs or jobs per second, by how many one worker has at once",
    ["", ...AT_ONCE.map(String)],
    contenders.map((contender) => [contender.name, ...AT_ONCE.map((count) => perSecond(rateOf(contender, count)))]),
  );
  const [first, ...peers] = contenders;
  printTable(
    "belfry in queue mode against",
    ["", ...AT_ONCE.map(String)],
    peers.map((peer) => [
      peer.name,
      ...AT_ONCE.map((count) => {
        const own = first ? rateOf(first, count) : undefined;
        return ((own ?? Number.NaN) / (rateOf(peer, count) ?? Number.NaN)).toFixed(2);
      }),
    ]),
  );
  const latencies = [
    await openQueueLatency(await openQueueMode(server, "queue_idle")),
    await openBossLatency(await server.createDatabase("boss_queue_idle")),
  ];
  await measureLatencies("Queue mode: idle latency, asked for to finished", latencies, triggers);
  for (const { close } of latencies) await close();
}

async function openQueueMode(server: BenchServer, name: string): Promise<string> {
  const url = await server.createDatabase(name);
  await migrate(url);
  return url;
}

/** One process of queue mode: an engine, its pool and its end of the queue. */
function openProcess(databaseUrl: string) {
  const pool = openBenchPool(databaseUrl);
  const onError = (error: unknown) => console.error(error);
  const queue = new PgBossQueue({ pool, databaseUrl, onError });
  return {
    ...createBenchEngine(pool, queue),
    queue,
    async close() {
      await queue.close();
      await pool.end();
    },
  };
}

/** The clock runs from the first run that ends to the last, as with the peers. */
function drainContender(databaseUrl: string, runs: number): Contender {
  return {
    name: "belfry, queue mode",
    async measure(atOnce) {
      await admit(databaseUrl, runs);
      await settleTables(databaseUrl);
      const worker = openProcess(databaseUrl);
      const endedMs: number[] = [];
      const all = Promise.withResolvers<void>();
      worker.events.subscribe(({ type }) => {
        if (type === "run_ended" && endedMs.push(performance.now()) === runs) all.resolve();
      });
      await worker.engine.work(atOnce);
      await all.promise;
      await worker.engine.drain(0);
      await worker.close();
      return ((runs - 1) / ((endedMs.at(-1) ?? 0) - (endedMs[0] ?? 0))) * 1000;
    },
  };
}

async function admit(databaseUrl: string, runs: number): Promise<void> {
  const front = openProcess(databaseUrl);
  await front.queue.open();
  const asked = { job: "no-op", trigger: "code", delivery: { kind: "none" }, actor: null } as const;
  for (let begun = 0; begun < runs; begun += ADMIT) {
    const callers = Array.from({ length: Math.min(ADMIT, runs - begun) }, (_, index) => begun + index);
    await Promise.all(callers.map((caller) => front.engine.begin({ ...asked, params: { caller } })));
  }
  await front.close();
}

/** From asking one process to its hearing that another has finished the run. */
async function openQueueLatency(databaseUrl: string): Promise<Latency> {
  const [front, worker] = [openProcess(databaseUrl), openProcess(databaseUrl)];
  await front.queue.open();
  await worker.engine.work(1);
  return {
    name: "belfry, queue mode",
    async trigger() {
      const answer = await front.engine.runNow("no-op", { caller: 0 });
      if (answer.kind !== "ended") throw new Error(`A run was expected to end, it answered ${JSON.stringify(answer)}`);
    },
    async close() {
      await Promise.all([front.engine.drain(0), worker.engine.drain(0)]);
      await Promise.all([front.close(), worker.close()]);
    },
  };
}
