/**
 * Measures the engine beside its limit and its peers, on one server, in one run, in alternating rounds; medians.
 * `npm run bench` takes about half an hour, `npm run bench -- --quick` a few minutes; `npm run bench -- engine` (or
 * queue, ticks, images, pages, rankings) measures one part. What each figure means and what was found: docs/benchmarks.md.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { migrate } from "../support/migrations.ts";
import { runMain } from "../support/run-main.ts";
import { openBelfry } from "./belfry.ts";
import { type BenchServer, openBenchServer } from "./bench-server.ts";
import { runCostsBench } from "./costs.ts";
import { openGraphileLatency } from "./graphile.ts";
import { runImagesBench } from "./images.ts";
import { type Latency, measureLatency } from "./latency.ts";
import { runPagesBench } from "./pages.ts";
import { openBossLatency } from "./pg-boss.ts";
import { runQueueBench } from "./queue.ts";
import { runRankingsBench } from "./rankings.ts";
import { type Effort, FULL, QUICK } from "./rounds.ts";
import { runThroughputBench } from "./throughput.ts";
import { runTicksBench } from "./ticks.ts";

/** Other work on the machine above this is worth a word. */
const QUIET_LOAD = 0.5;

const PARTS = {
  engine: measureEngine,
  queue: runQueueBench,
  ticks: runTicksBench,
  images: runImagesBench,
  pages: runPagesBench,
  rankings: (server: BenchServer, { rounds, ideas }: Effort) => runRankingsBench(server, { rounds, ideas }),
};

runMain(async () => {
  const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
  const parts = Object.entries(PARTS).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  if (parts.length === 0) throw new Error(`expected one or more of ${Object.keys(PARTS).join(", ")}`);
  const server = await openBenchServer();
  console.log(`${server.description}, Node ${process.version}, ${availableParallelism()} cores`);
  const load = loadavg()[0] ?? 0;
  if (load > QUIET_LOAD)
    console.log(`The machine is busy (load ${load.toFixed(1)}): trust the ratios less than usual.`);
  try {
    for (const [, measure] of parts) await measure(server, values.quick ? QUICK : FULL);
  } finally {
    await server.close();
  }
});

async function measureEngine(server: BenchServer, effort: Effort): Promise<void> {
  const url = await server.createDatabase("engine");
  await migrate(url);
  await runCostsBench(url, effort);
  const belfry = openBelfry(url);
  await runThroughputBench(server, belfry, effort);
  const ours: Latency = { name: "belfry", trigger: () => belfry.run("no-op", 0), close: belfry.close };
  const peers = [
    await openGraphileLatency(await server.createDatabase("graphile_idle")),
    await openBossLatency(await server.createDatabase("boss_idle")),
  ];
  await measureLatency([ours, ...peers], effort.triggers);
  for (const { close } of [ours, ...peers]) await close();
}
