import type { RecentRow } from "../runs/recent-rows.ts";
import { changeOf, periodBefore, type RunStats, readRunStats, successRate } from "../runs/run-stats.ts";
import type { TimingEntry } from "../schedules/schedule-words.ts";
import type { Pause } from "../schedules/scheduler.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { lastDays } from "../words/window.ts";
import { type Attention, attentionOf } from "./attention.ts";
import { type JobState, jobStateOf } from "./job-condition.ts";
import { type JobFacts, readJobFacts } from "./job-facts.ts";
import { type JobList, type JobListEntry, listJobs } from "./jobs.ts";

const STRIP = 60;

/** A job as the list of jobs shows it. */
export interface JobRow extends JobListEntry {
  state: JobState;
  isRunning: boolean;
  pause: Pause | null;
  attention: readonly Attention[];
  /** What fires it, as it is in force; null when nothing does. */
  timing: TimingEntry | null;
  /** Its last slots and runs, oldest first, at most 60. */
  strip: readonly RecentRow[];
  /** Of the success rate, in percentage points, against the equal period before; null when one has no runs. */
  change: number | null;
}

export interface JobTableData extends Omit<JobList, "jobs"> {
  jobs: JobRow[];
  /** Of the overall success rate, in percentage points. */
  change: number | null;
}

/** The list of jobs with the state, strip and change of each: a dozen statements, whatever the number of jobs. */
export async function readJobTable(deps: DashboardDeps, { days }: { days: number }): Promise<JobTableData> {
  const now = deps.clock.now();
  const names = deps.jobs.map((job) => job.name);
  const window = periodBefore(lastDays(days, now), now);
  const [list, facts, before] = await Promise.all([
    listJobs(deps, { days }),
    readJobFacts(deps),
    readRunStats(deps.db, { names, window, percentileRuns: 0 }),
  ]);
  const factsOf = new Map(facts.map((job) => [job.name, job]));
  const jobs = list.jobs.flatMap((job): JobRow[] => {
    const own = factsOf.get(job.name);
    return own
      ? [
          {
            ...job,
            ...rowOf(own, now),
            timing: timingOf(job, own),
            change: changeOf(job.stats.successRate, rateOf(before.get(job.name))),
          },
        ]
      : [];
  });
  const overall = changeOf(list.summary.overallSuccessRate, overallRate([...before.values()]));
  return { ...list, jobs, change: overall };
}

function rowOf(facts: JobFacts, now: Date) {
  const attention = attentionOf(facts, now);
  return {
    state: jobStateOf(facts, attention),
    isRunning: facts.open.length > 0,
    pause: facts.pause,
    attention,
    strip: facts.rows.slice(0, STRIP).toReversed(),
  };
}

/** The stored schedule knows what people changed; before a scheduler has stored it, the code's own holds. */
function timingOf({ schedule: expression, timezone }: JobListEntry, { schedule }: JobFacts): TimingEntry | null {
  if (schedule) return schedule.timing;
  return expression === null ? null : { kind: "cron", expression, timezone };
}

const rateOf = (stats: RunStats | undefined) => stats?.successRate ?? null;

function overallRate(stats: readonly RunStats[]): number | null {
  const successful = stats.reduce((sum, { successfulRuns }) => sum + successfulRuns, 0);
  return successRate(
    successful,
    stats.reduce((sum, { totalRuns }) => sum + totalRuns, 0),
  );
}
