/**
 * Measures the engine beside its limit and its peers, on one server, in one run, in alternating rounds; medians.
 * `npm run bench` takes about ten minutes, `npm run bench -- --quick` about one. What each figure means and what was
 * found: docs/benchmarks.md.
 */
import { availableParallelism, loadavg } from "node:os";
import { migrate } from "../support/migrations.ts";
import { runMain } from "../support/run-main.ts";
import { openBelfry } from "./belfry.ts";
import { type BenchServer, openBenchServer } from "./bench-server.ts";
import { runCostsBench } from "./costs.ts";
import { openGraphileLatency } from "./graphile.ts";
import { type Latency, measureLatency } from "./latency.ts";
import { openBossLatency } from "./pg-boss.ts";
import { type Effort, FULL, QUICK } from "./rounds.ts";
import { runThroughputBench } from "./throughput.ts";

runMain(async () => {
  const effort = process.argv.includes("--quick") ? QUICK : FULL;
  const server = await openBenchServer();
  console.log(`${server.description}, Node ${process.version}, ${availableParallelism()} cores`);
  const load = loadavg()[0] ?? 0;
  if (load > 0.5) console.log(`The machine is busy (load ${load.toFixed(1)}): trust the ratios less than usual.`);
  try {
    await measureEngine(server, effort);
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
