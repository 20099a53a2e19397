import { againstAim, printTable } from "./report.ts";
import { median, percentileOf } from "./rounds.ts";

/** Something that is asked to run once while nothing else is to be done. */
export interface Latency {
  readonly name: string;
  /** Resolves when the run has finished. */
  trigger(): Promise<void>;
  close(): Promise<void>;
}

interface Percentiles {
  p50: number;
  p99: number;
}

/** Aim 2 of the speed page, against graphile-worker. */
const AIMS = { p50: 1, p99: 1.5 };
/** Long enough that both sides are idle again. */
const PAUSE_MS = 15;
const WARM_UPS = 20;

/**
 * Idle time from trigger to finished, alternating from one to the next at each trigger.
 * @param ours the first is us, the second is the one to compare with
 */
export async function measureLatency(all: readonly Latency[], triggers: number): Promise<void> {
  const [ours, graphile] = await measureLatencies("Idle latency, trigger to finished", all, triggers);
  if (!ours || !graphile) return;
  console.log(`p50 against ${all[1]?.name}: ${againstAim(ours.p50 / graphile.p50, AIMS.p50, "lower")}`);
  console.log(`p99 against ${all[1]?.name}: ${againstAim(ours.p99 / graphile.p99, AIMS.p99, "lower")}`);
}

/** The same without aims: prints one line for each, and answers what it found in milliseconds. */
export async function measureLatencies(
  title: string,
  all: readonly Latency[],
  triggers: number,
): Promise<Percentiles[]> {
  const samples = all.map((): number[] => []);
  for (let index = -WARM_UPS; index < triggers; index++) {
    for (const [which, { trigger }] of all.entries()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const beganMs = performance.now();
      await trigger();
      if (index >= 0) samples[which]?.push(performance.now() - beganMs);
    }
  }
  const found = samples.map((list) => ({ p50: median(list), p99: percentileOf(list, 0.99) }));
  const rows = found.map(({ p50, p99 }, index) => [all[index]?.name ?? "", p50.toFixed(2), p99.toFixed(2)]);
  printTable(title, ["", "p50 ms", "p99 ms"], rows);
  return found;
}
