import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { declaredSettings, registryScheduleId, type ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { OverlapPolicy } from "../../cron/words/vocabulary.ts";
import type { Db } from "../../db.ts";
import { readNextRunByJob } from "../schedules/coming-schedules.ts";
import { recordOf } from "../schedules/schedule-row.ts";
import { type TimingEntry, timingEntryOf } from "../schedules/schedule-words.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** A job as code and database together configure it. */
export interface JobConfiguration {
  name: string;
  aliases: readonly string[];
  description: string;
  category: string;
  /** What fires it as it is in force, also where a person changed it; null for a job that only people start. */
  timing: TimingEntry | null;
  /** Its five-field expression; null for one that something else fires. */
  schedule: string | null;
  timezone: string;
  enabled: boolean;
  /** Seconds, of one attempt. */
  timeout: number;
  /** Attempts in all, the first included. */
  retries: number;
  overlap: OverlapPolicy;
  /** Of all its schedules as they are in force; null when none of them will start it by itself. */
  nextRun: Date | null;
  /** The last change by a person; null while everything is as the code says. */
  lastModifiedAt: Date | null;
  /** An e-mail address, `key:<name>`, `cli:<user>`, or `sql:<role>` for a switch by the database's own means. */
  lastModifiedBy: string | null;
  notes: string | null;
}

/** The configuration of the given jobs, in their order, with nine statements. */
export async function readConfigurations(deps: DashboardDeps, jobs: readonly AnyJob[]): Promise<JobConfiguration[]> {
  const [rows, schedules, nextRuns] = await Promise.all([
    readOverrides(deps.db, jobs),
    readInForce(deps.db, jobs),
    readNextRunByJob(deps, jobs),
  ]);
  const overrides = new Map(rows.map((row) => [row.jobName, row]));
  return jobs.map((job) => {
    const override = overrides.get(job.name);
    return {
      ...fromCode(job),
      ...schedules.get(job.name),
      enabled: override?.enabled ?? job.enabledByDefault ?? true,
      nextRun: nextRuns.get(job.name) ?? null,
      lastModifiedAt: override?.lastModifiedAt ?? null,
      lastModifiedBy: override?.lastModifiedActor ?? override?.modifier?.email ?? null,
      notes: override?.notes ?? null,
    };
  });
}

const readOverrides = (db: Db, jobs: readonly AnyJob[]) =>
  db.cronJobConfig.findMany({
    where: { jobName: { in: jobs.map((job) => job.name) } },
    select: {
      jobName: true,
      enabled: true,
      lastModifiedAt: true,
      lastModifiedActor: true,
      notes: true,
      modifier: { select: { email: true } },
    },
  });

/** When the declared schedules fire as people may have changed them; without an entry before a scheduler stores one. */
async function readInForce(db: Db, jobs: readonly AnyJob[]) {
  const rows = await db.cronSchedule.findMany({
    where: { id: { in: jobs.map(registryScheduleId) }, removedAt: null },
  });
  return new Map(rows.map((row) => [row.jobName, timingOfJob(recordOf(row).settings)]));
}

function timingOfJob(settings: ScheduleSettings) {
  const { kind, expression, timezone } = settings;
  return { timing: timingEntryOf(settings), schedule: kind === "cron" ? expression : null, timezone };
}

/** Who delivers the slots does not matter to what fires them. */
const ANY_RULES = { watchAfterSeconds: () => null, graceSeconds: 0 };

function fromCode(job: AnyJob) {
  const declared = declaredSettings(job, ANY_RULES);
  return {
    name: job.name,
    aliases: job.aliases ?? [],
    description: job.description,
    category: job.category,
    ...(declared ? timingOfJob(declared) : { timing: null, schedule: null, timezone: "UTC" }),
    timeout: job.timeoutSeconds,
    retries: job.maxAttempts,
    overlap: job.overlap ?? "skip",
  };
}
