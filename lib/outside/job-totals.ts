import { ENDED_STATUSES, NEVER_RAN_STATUSES } from "../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../db.ts";

export const COUNTED_ENDINGS = [...ENDED_STATUSES, ...NEVER_RAN_STATUSES] as const;

/** Sums of a job's endings since it exists. */
export interface JobTotals extends Record<(typeof COUNTED_ENDINGS)[number], number> {
  jobName: string;
  /** When the latest run that ended, and the latest one that succeeded, began. */
  lastRunAt: Date | null;
  lastSuccessAt: Date | null;
}

const DAY_MS = 86_400_000;
/** How long sums of the days before yesterday are good for: a run that began then may still end. */
const PAST_HOLDS_MS = 3_600_000;

interface Past {
  /** Hours before it are in the sums. */
  cut: Date;
  readAtMs: number;
  totals: JobTotals[];
}

/**
 * Sums the hourly statistics. Those of days past are read once an hour and kept: a scrape then reads two days at most,
 * however old the installation is.
 */
export class TotalsReader {
  readonly #db: Db;
  readonly #jobNames: string[];
  #past: Past | null = null;

  constructor(db: Db, jobNames: readonly string[]) {
    this.#db = db;
    this.#jobNames = [...jobNames];
  }

  async read(now: Date): Promise<JobTotals[]> {
    const past = await this.#pastAt(now);
    const recent = await this.#sum(Prisma.sql`hour >= ${past.cut}`);
    return this.#jobNames.map((name) =>
      added(
        name,
        [past.totals, recent].flatMap((totals) => ofJob(totals, name)),
      ),
    );
  }

  async #pastAt(now: Date): Promise<Past> {
    const known = this.#past;
    if (known && now.getTime() - known.readAtMs < PAST_HOLDS_MS) return known;

    const cut = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - DAY_MS);
    this.#past = { cut, readAtMs: now.getTime(), totals: await this.#sum(Prisma.sql`hour < ${cut}`) };
    return this.#past;
  }

  async #sum(hours: Prisma.Sql): Promise<JobTotals[]> {
    const sums = COUNTED_ENDINGS.map((ending) => Prisma.raw(`sum(${ending})::float8 as ${ending}`));
    return await this.#db.$queryRaw<JobTotals[]>`
      select job_name as "jobName", max(last_run_at) as "lastRunAt",
             max(last_success_at) as "lastSuccessAt", ${Prisma.join(sums)}
        from cron_job_stats_hourly where job_name = any(${this.#jobNames}) and ${hours} group by 1`;
  }
}

const ofJob = (totals: readonly JobTotals[], name: string) => totals.filter(({ jobName }) => jobName === name);

/** The sum of parts, which have different hours; a job that never ran has zeros. */
function added(jobName: string, parts: readonly JobTotals[]): JobTotals {
  const sums = COUNTED_ENDINGS.map((ending) => [ending, parts.reduce((sum, part) => sum + part[ending], 0)]);
  const latest = (of: "lastRunAt" | "lastSuccessAt") => {
    const instants = parts.flatMap((part) => part[of]?.getTime() ?? []);
    return instants.length === 0 ? null : new Date(Math.max(...instants));
  };
  const counted = Object.fromEntries(sums) as Record<(typeof COUNTED_ENDINGS)[number], number>;
  return { ...counted, jobName, lastRunAt: latest("lastRunAt"), lastSuccessAt: latest("lastSuccessAt") };
}
