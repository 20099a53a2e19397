import type { Db } from "../../db.ts";
import type { Probe } from "./probe.ts";

interface LateRun {
  jobName: string;
  lagSeconds: number;
}

/** Measures for how long the oldest waiting run has been due. */
export const schedulerProbe = (db: Db): Probe => ({
  component: "scheduler",
  async check(_signal, { maxLagSeconds }) {
    const late = await oldestDue(db);
    if (!late) return "no run is due";
    const sentence = `a run of ${late.jobName} has been due for ${late.lagSeconds} s`;
    if (late.lagSeconds <= maxLagSeconds) return sentence;
    throw new Error(`${sentence}, expected at most ${maxLagSeconds}: does any process take waiting runs?`);
  },
});

/** A run that rightly waits, because every lane of its lock key is taken, does not count. */
async function oldestDue(db: Db): Promise<LateRun | undefined> {
  const [late] = await db.$queryRaw<LateRun[]>`
    select waiting.job_name as "jobName", extract(epoch from cron_now() - waiting.next_attempt_at)::int as "lagSeconds"
      from cron_job_logs waiting
     where waiting.status in ('queued', 'retrying') and waiting.next_attempt_at <= (select cron_now())
       and (select count(*) from cron_job_logs holder
             where holder.lock_key = waiting.lock_key and holder.lane is not null) < waiting.lanes
     order by waiting.next_attempt_at
     limit 1`;
  return late;
}
