import type { EngineEvent } from "../cron/ports/events.ts";
import type { EndedRun } from "../cron/words/answers.ts";
import type { Clock, Random } from "../cron/words/clock.ts";
import { Loop } from "../cron/words/loop.ts";
import { type Db, Prisma } from "../db.ts";

/** What is counted over all processes and stands in no other row. */
type CountName = "duration_runs" | "duration_ms" | "lease_losses";

/** Upper bounds of the buckets of durations, in ms; what is longer is counted in none but the last. */
export const DURATION_BOUNDS_MS = [
  ...[100, 500, 1_000, 5_000, 10_000, 30_000],
  ...[60_000, 120_000, 300_000, 600_000, 1_800_000],
] as const;
/** The bucket of everything longer, as the column has it. */
export const NO_BOUND = 2_147_483_647;

interface Count {
  name: CountName;
  jobName: string;
  /** Upper bound of a bucket in ms, or `NO_BOUND`. */
  bound: number;
  value: number;
}

/** How long counts may wait for the next ones: one statement writes them all. */
const GATHER_MS = 2_000;
const MOST_BACKOFF_MS = 30_000;

interface MetricCountsParts {
  db: Db;
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  /** Told once for each time that the counts cannot be written. */
  onFailure(error: unknown): void;
}

/**
 * Counts what runs of this process took and which leases it saw lost, and adds it every few seconds to the rows that all
 * processes share: the finish of a run pays nothing for the histogram. A process that is killed loses its last seconds.
 */
export class MetricCounts {
  readonly #parts: MetricCountsParts;
  readonly #loop: Loop;
  #counts = new Map<string, Count>();
  #writing: Promise<void> = Promise.resolve();
  #isAway = false;

  constructor(parts: MetricCountsParts) {
    this.#parts = parts;
    const { clock, random } = parts;
    const turn = async () => {
      await this.#write();
      return null;
    };
    this.#loop = new Loop({ clock, random, turn, onFailure: () => undefined, mostBackoffMs: MOST_BACKOFF_MS });
    this.#loop.start(Number.POSITIVE_INFINITY);
  }

  /** A subscriber of the engine's events. */
  readonly follow = (event: EngineEvent): void => {
    if (event.type === "run_ended") this.#countDuration(event.run);
    if (event.type === "runs_rescued") for (const { jobName } of event.runs) this.#count("lease_losses", jobName, 0, 1);
  };

  #countDuration({ jobName, durationMs, status }: EndedRun): void {
    if (status === "cancelled") return;
    const bound = DURATION_BOUNDS_MS.find((most) => durationMs <= most) ?? NO_BOUND;
    this.#count("duration_runs", jobName, bound, 1);
    this.#count("duration_ms", jobName, 0, durationMs);
  }

  #count(name: CountName, jobName: string, bound: number, value: number): void {
    const key = `${name} ${jobName} ${bound}`;
    const count = this.#counts.get(key) ?? { name, jobName, bound, value: 0 };
    this.#counts.set(key, { ...count, value: count.value + value });
    if (!this.#isAway) this.#loop.wake(GATHER_MS);
  }

  /** Writes what was counted so far; never rejects. */
  async flush(): Promise<void> {
    await this.#write().catch(() => undefined);
  }

  /** Writes the rest and counts no more. */
  async close(): Promise<void> {
    await this.#loop.stop();
    await this.flush();
  }

  /** One write at a time: who comes during one writes what is left. */
  #write(): Promise<void> {
    const write = this.#writing.then(() => this.#writeRows());
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #writeRows(): Promise<void> {
    if (this.#counts.size === 0) return;
    const taken = this.#counts;
    this.#counts = new Map();
    try {
      await addCounts(this.#parts.db, [...taken.values()]);
      this.#isAway = false;
    } catch (error) {
      for (const { name, jobName, bound, value } of taken.values()) this.#count(name, jobName, bound, value);
      if (!this.#isAway) this.#parts.onFailure(error);
      this.#isAway = true;
      throw error;
    }
  }
}

/** In one order, so that processes that add at once wait for each other and never in a circle. */
async function addCounts(db: Db, counts: readonly Count[]): Promise<void> {
  const rows = counts.map((count) => ({
    name: count.name,
    job: count.jobName,
    bound: count.bound,
    value: count.value,
  }));
  await db.$executeRaw`
    insert into cron_metric_counts as c (name, job_name, bound, value)
    select r.name, r.job, r.bound, r.value
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(name text, job text, bound integer, value float8)
     order by 1, 2, 3
    on conflict (name, job_name, bound) do update set value = c.value + excluded.value`;
}

/** The counts of these jobs. */
export async function readCounts(db: Db, jobNames: readonly string[]): Promise<Count[]> {
  if (jobNames.length === 0) return [];
  return await db.$queryRaw<Count[]>`
    select name, job_name as "jobName", bound, value from cron_metric_counts where job_name in (${Prisma.join([...jobNames])})`;
}
