import { againstAim, printTable } from "./report.ts";
import { median, percentile } from "./rounds.ts";

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
  const samples = all.map((): number[] => []);
  for (let index = -WARM_UPS; index < triggers; index++) {
    for (const [which, { trigger }] of all.entries()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const beganMs = performance.now();
      await trigger();
      if (index >= 0) samples[which]?.push(performance.now() - beganMs);
    }
  }
  report(
    all.map(({ name }) => name),
    samples.map((list) => ({ p50: median(list), p99: percentile(list, 0.99) })),
  );
}

function report(names: readonly string[], found: readonly Percentiles[]): void {
  const rows = found.map(({ p50, p99 }, index) => [names[index] ?? "", p50.toFixed(2), p99.toFixed(2)]);
  printTable("Idle latency, trigger to finished", ["", "p50 ms", "p99 ms"], rows);
  const [ours, graphile] = found;
  if (!ours || !graphile) return;
  console.log(`p50 against ${names[1]}: ${againstAim(ours.p50 / graphile.p50, AIMS.p50, "lower")}`);
  console.log(`p99 against ${names[1]}: ${againstAim(ours.p99 / graphile.p99, AIMS.p99, "lower")}`);
}
