import { nextInstant } from "../../cron/time/expressions.ts";
import { TICK_PATH } from "../../platform/platform-crons.ts";
import { effectiveLimits } from "../../platform/settings.ts";
import { vercelCrons } from "../../platform/vercel-json.ts";
import type { Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { type Installation, type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** What fell due and was not moved on. */
interface Overdue {
  /** When the first of them was due. */
  since: Date;
  schedules: number;
}

type Deployment = Pick<Installation, "onPlatform" | "platform">;

/** A dispatcher looks every 5 s; a turn in which thousands of schedules are due takes some seconds more. */
const OWN_TURN_MS = 15_000;

/**
 * `scheduler`: schedules have been due for so many expected turns, and none was dispatched. Seen from rows, so by every
 * process that evaluates, whoever should dispatch: the platform's next call as well as a web process beside a worker.
 */
export const schedulerSignals: SignalReader = async (reads) => {
  const overdue = await readOverdue(reads);
  const subject = subjects.scheduler;
  if (overdue === "unknown") return [];
  if (overdue === null) {
    return unresolvedOf(reads, "scheduler").map(
      (): Signal => ({ rule: "scheduler", subject, at: reads.now, says: "right" }),
    );
  }
  const { severity } = reads.rule("scheduler");
  const facts = { since: overdue.since.toISOString(), count: overdue.schedules };
  const about = { rule: "scheduler", subject, at: reads.now, jobName: null, category: null } as const;
  return [{ ...about, says: "wrong", severity, facts }];
};

/**
 * What stands; null when nothing does. Unknown right after a time in which nobody looked: this process, its database or
 * all processes were away, and whoever dispatches needs a moment. Calls of the platform have no such moment.
 */
export async function readOverdue(
  reads: Pick<SignalReads, "db" | "jobs" | "now" | "awake" | "rule"> & { installation: Deployment },
): Promise<Overdue | null | "unknown"> {
  const { installation, rule, awake } = reads;
  const { enabled, numbers } = rule("scheduler");
  const turnMs = expectedTurnMs(installation, reads.now);
  if (!enabled || turnMs === null) return null;
  const overdue = await readStanding(reads, new Date(reads.now.getTime() - numbers.turns * turnMs));
  return overdue && !awake && !installation.onPlatform ? "unknown" : overdue;
}

/** How often somebody dispatches, in ms; null where nothing is meant to: each job has a cron of its own, and no tick. */
function expectedTurnMs({ onPlatform, platform }: Deployment, now: Date): number | null {
  if (!onPlatform) return OWN_TURN_MS;
  const tick = vercelCrons(platform.vercelJson).find(({ path }) => path === TICK_PATH);
  if (!tick) return null;
  const schedule = { kind: "cron", expression: tick.schedule, timezone: tick.timezone } as const;
  const first = nextInstant(schedule, now);
  const second = first && nextInstant(schedule, first);
  if (!first || !second) return null;
  return second.getTime() - first.getTime() + effectiveLimits(platform.settings).precisionSeconds * 1000;
}

/** Due since before `limit`, while no run was made of a schedule since then: who is only behind is no standstill. */
async function readStanding({ db, jobs }: Pick<SignalReads, "db" | "jobs">, limit: Date): Promise<Overdue | null> {
  const names = jobs.map(({ name }) => name);
  const [row] = await db.$queryRaw<{ since: Date | null; schedules: number }[]>`
    select min(s.next_run_at) as since, count(*)::int as schedules from cron_schedules s
     where s.next_run_at <= ${limit} and s.job_name = any(${names}::text[])
       and not exists (select 1 from cron_job_logs l where l.started_at >= ${limit} and l.created_at >= ${limit}
                          and l.trigger in ('schedule', 'catch_up'))`;
  return row?.since ? { since: row.since, schedules: row.schedules } : null;
}
