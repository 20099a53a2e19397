/**
 * Measures the engine beside its limit and its peers, on one server, in one run, in alternating rounds; medians.
 * `npm run bench` takes about half an hour, `npm run bench -- --quick` a few minutes; `npm run bench -- engine` (or
 * queue, ticks, pages, alerts, or a pack of jobs: images, ideas) measures one part. What each figure means and what was found: docs/benchmarks.md.
 */
import { globSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "../support/migrations.ts";
import { runMain } from "../support/run-main.ts";
import { runAlertsBench } from "./alerts.ts";
import { openBelfry } from "./belfry.ts";
import { type BenchServer, openBenchServer } from "./bench-server.ts";
import { runCostsBench } from "./costs.ts";
import { openGraphileLatency } from "./graphile.ts";
import { type Latency, measureLatency } from "./latency.ts";
import { runPagesBench } from "./pages.ts";
import { openBossLatency } from "./pg-boss.ts";
import { runQueueBench } from "./queue.ts";
import { type Effort, FULL, QUICK } from "./rounds.ts";
import { runThroughputBench } from "./throughput.ts";
import { runTicksBench } from "./ticks.ts";

/** Other work on the machine above this is worth a word. */
const QUIET_LOAD = 0.5;

const PARTS = {
  engine: measureEngine,
  queue: runQueueBench,
  ticks: runTicksBench,
  pages: runPagesBench,
  alerts: runAlertsBench,
};

/** What a pack of jobs measures, in the folder of its name. */
interface PackBench {
  run(server: BenchServer, effort: Effort): Promise<void>;
}

async function packParts(): Promise<Record<string, PackBench["run"]>> {
  const files = globSync("*/bench.ts", { cwd: import.meta.dirname });
  const parts = files.sort().map(async (file): Promise<[string, PackBench["run"]]> => {
    const bench = (await import(join(import.meta.dirname, file))) as PackBench;
    return [dirname(file), bench.run];
  });
  return Object.fromEntries(await Promise.all(parts));
}

runMain(async () => {
  const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
  const all = { ...PARTS, ...(await packParts()) };
  const parts = Object.entries(all).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  if (parts.length === 0) throw new Error(`expected one or more of ${Object.keys(all).join(", ")}`);
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
