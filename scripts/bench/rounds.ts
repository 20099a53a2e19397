/** How long and how often things are measured. */
export interface Effort {
  /** Alternating rounds; the report shows medians. */
  rounds: number;
  /** Length of one measurement. */
  seconds: number;
  /** Runs or jobs where a number of them is measured rather than a time. */
  runs: number;
  /** Triggers of the latency measurement. */
  triggers: number;
  /** Size of the ranking. */
  ideas: number;
  /** Runs in the log behind the screens. */
  history: number;
}

export const FULL: Effort = { rounds: 7, seconds: 2, runs: 8_000, triggers: 300, ideas: 500_000, history: 1_000_000 };
export const QUICK: Effort = { rounds: 1, seconds: 1, runs: 3_000, triggers: 60, ideas: 50_000, history: 100_000 };

/** Something that does recorded runs or jobs as fast as it can. */
export interface Contender {
  readonly name: string;
  /** Runs per second with so many at once, or null where that cannot be measured. */
  measure(callers: number): Promise<number | null>;
}

/** Median runs per second by contender and number of callers. */
export type Rates = Map<Contender, Map<number, number>>;

/**
 * Alternates: each round measures every contender at every number of callers, so that a machine that gets slower or
 * busier in between does so for all of them.
 */
export async function measureRounds(
  contenders: readonly Contender[],
  { callers, rounds, onMeasured }: { callers: readonly number[]; rounds: number; onMeasured: (line: string) => void },
): Promise<Rates> {
  const samples = new Map(contenders.map((contender) => [contender, new Map<number, number[]>()]));
  for (let round = 1; round <= rounds; round++) {
    for (const count of callers) {
      for (const contender of contenders) {
        const rate = await contender.measure(count);
        if (rate === null) continue;
        onMeasured(`round ${round}, ${count} callers, ${contender.name}: ${Math.round(rate)}/s`);
        const byCount = samples.get(contender);
        byCount?.set(count, [...(byCount.get(count) ?? []), rate]);
      }
    }
  }
  const medians = (byCount: Map<number, number[]>) =>
    new Map([...byCount].map(([count, list]) => [count, median(list)]));
  return new Map([...samples].map(([contender, byCount]) => [contender, medians(byCount)]));
}

export const median = (values: readonly number[]): number => percentileOf(values, 0.5);

/** The value below which a share of the values lies; NaN of none. */
export function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
