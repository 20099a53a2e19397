import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type AnyJob, defineJobFor } from "../../lib/cron/jobs/define-job.ts";
import { cron, noSchedule } from "../../lib/cron/time/expressions.ts";
import { isOneOf, type RunStatus, WAITING_STATUSES } from "../../lib/cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../lib/db.ts";

const defineJob = defineJobFor<object>();
const handler = () => Promise.reject(new Error("this job is only listed"));
const base = { category: "tests", timeoutSeconds: 60, maxAttempts: 3, handler } as const;

/** A registry to look at: nothing of it is ever run. */
export const listedJobs: readonly AnyJob[] = [
  defineJob({
    ...base,
    name: "hourly-report",
    aliases: ["report"],
    description: "Writes a report",
    schedule: cron("0 * * * *"),
    params: z.strictObject({ limit: z.int().default(10), token: z.string().meta({ secret: true }).optional() }),
  }),
  defineJob({
    ...base,
    name: "by-hand",
    description: "Waits for a person",
    schedule: noSchedule,
    params: z.strictObject({}),
  }),
  defineJob({
    ...base,
    name: "off-at-first",
    category: "quiet",
    description: "Nobody has switched it on",
    schedule: cron("30 2 * * *", "Asia/Seoul"),
    enabledByDefault: false,
    params: z.strictObject({}),
  }),
];

export interface RunRow {
  job?: string;
  status: RunStatus;
  /** ISO 8601. */
  startedAt: string;
  durationMs?: number;
  trigger?: string;
  error?: string;
  message?: string;
  /** Any other column. */
  more?: Partial<Prisma.CronJobLogUncheckedCreateInput>;
}

/** Writes runs as rows, and their endings into the statistics by the engine's own function. Returns the ids. */
export async function insertRuns(db: Db, rows: readonly RunRow[]): Promise<string[]> {
  const data = rows.map(toRow);
  await db.cronJobLog.createMany({ data });
  const ended = data.filter(({ completedAt }) => completedAt !== null);
  if (ended.length > 0) {
    const endings = ended.map(
      (row) =>
        Prisma.sql`row(${row.jobName}, ${row.status}, ${row.startedAt}::timestamptz, ${row.durationMs}::integer)::cron_ending`,
    );
    await db.$executeRaw`select cron_count_endings_v1(array[${Prisma.join(endings)}])`;
  }
  return data.map(({ id }) => id);
}

function toRow({ job = "hourly-report", status, startedAt, durationMs = 1000, trigger = "http", ...row }: RunRow) {
  const began = new Date(startedAt);
  const open = status === "started" || isOneOf(WAITING_STATUSES, status);
  const id = randomUUID();
  const ran = !open && status !== "skipped" && status !== "missed";
  return {
    id,
    jobName: job,
    status,
    trigger,
    lockKey: `${job}:${id}`,
    startedAt: began,
    attemptStartedAt: ran || status === "started" ? began : null,
    completedAt: open ? null : new Date(began.getTime() + (ran ? durationMs : 0)),
    durationMs: ran ? durationMs : null,
    maxAttempts: 3,
    errorMessage: row.error ?? null,
    message: row.message ?? null,
    ...(status === "started" ? { lane: 1, leaseExpiresAt: new Date(began.getTime() + 60_000) } : {}),
    ...(isOneOf(WAITING_STATUSES, status) ? { nextAttemptAt: began } : {}),
    ...row.more,
  };
}
