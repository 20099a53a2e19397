import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { registryScheduleId } from "../../cron/schedules/settings.ts";
import type { OverlapPolicy } from "../../cron/words/vocabulary.ts";
import type { Db } from "../../db.ts";
import { readNextRunByJob } from "../schedules/coming-schedules.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** A job as code and database together configure it. */
export interface JobConfiguration {
  name: string;
  aliases: readonly string[];
  description: string;
  category: string;
  /** Five-field expression as it is in force, also where a person changed it; null for a job without one. */
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
      lastModifiedBy: override?.modifier?.email ?? override?.lastModifiedBy ?? null,
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
      lastModifiedBy: true,
      notes: true,
      modifier: { select: { email: true } },
    },
  });

/** When the declared schedules fire as people may have changed them; without an entry before a scheduler stores one. */
async function readInForce(db: Db, jobs: readonly AnyJob[]) {
  const rows = await db.cronSchedule.findMany({
    where: { id: { in: jobs.map(registryScheduleId) }, removedAt: null },
    select: { jobName: true, kind: true, expression: true, timezone: true },
  });
  return new Map(
    rows.map(({ jobName, kind, expression, timezone }) => {
      return [jobName, { schedule: kind === "cron" ? expression : null, timezone }] as const;
    }),
  );
}

function fromCode(job: AnyJob) {
  const scheduled = job.schedule.kind === "cron" ? job.schedule : null;
  return {
    name: job.name,
    aliases: job.aliases ?? [],
    description: job.description,
    category: job.category,
    schedule: scheduled?.expression ?? null,
    timezone: scheduled?.timezone ?? "UTC",
    timeout: job.timeoutSeconds,
    retries: job.maxAttempts,
    overlap: job.overlap ?? "skip",
  };
}
