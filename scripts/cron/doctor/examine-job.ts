import type { AnyJob } from "../../../lib/cron/define-job.ts";
import type { RunStatus } from "../../../lib/cron/vocabulary.ts";
import { readConfigurations } from "../../../lib/dashboard/job-configuration.ts";
import { effectiveLimits } from "../../../lib/platform/settings.ts";
import { type Connection, requireJob } from "../connect.ts";
import { readCrons, readSettings } from "../sync-files.ts";
import type { Finding } from "./finding.ts";
import { dueSlot, type JobFacts, jobChain } from "./job-chain.ts";

/** Why a job does or does not run. @param dir the project */
export async function examineJob(connection: Connection, name: string, dir: string): Promise<Finding[]> {
  const job = requireJob(connection, name);
  const [configuration] = await readConfigurations(connection.deps, [job]);
  const limits = effectiveLimits(readSettings(dir));
  const now = connection.deps.clock.now();
  return jobChain({
    job,
    now,
    limits,
    scheduler: connection.runtime.env.scheduler,
    pause: await readPause(connection, job, now),
    enabled: configuration?.enabled ?? true,
    notes: configuration?.notes ?? null,
    paths: readCrons(dir).map(({ path }) => path),
    slotRun: await readSlotRun(connection, job, dueSlot(job, limits, now)),
    lastCallAt: await readLastCall(connection, job),
  });
}

async function readPause({ deps: { db } }: Connection, job: AnyJob, now: Date): Promise<JobFacts["pause"]> {
  const own = await db.cronJobConfig.findUnique({ where: { jobName: job.name } });
  const general = await db.cronSchedulerState.findUnique({ where: { id: 1 } });
  for (const [of, row] of [["everything", general] as const, [job.name, own] as const]) {
    const isOver = row?.pausedUntil != null && row.pausedUntil <= now;
    if (row?.pausedAt && !isOver) return { of, until: row.pausedUntil, reason: row.pauseReason, by: row.pausedBy };
  }
  return null;
}

/** A later slot's run will do as well: the latest one may have come meanwhile. */
async function readSlotRun({ deps }: Connection, job: AnyJob, slot: Date | null): Promise<JobFacts["slotRun"]> {
  if (slot === null) return null;
  const run = await deps.db.cronJobLog.findFirst({
    where: { jobName: job.name, scheduledFor: { gte: slot } },
    orderBy: { scheduledFor: "desc" },
    select: { id: true, status: true, reason: true, errorMessage: true },
  });
  return run && { id: run.id, status: run.status as RunStatus, reason: run.reason, error: run.errorMessage };
}

async function readLastCall({ deps }: Connection, job: AnyJob): Promise<Date | null> {
  const run = await deps.db.cronJobLog.findFirst({
    where: { jobName: job.name, trigger: { in: ["platform", "schedule"] } },
    orderBy: { startedAt: "desc" },
    select: { createdAt: true },
  });
  return run?.createdAt ?? null;
}
