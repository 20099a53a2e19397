import { z } from "zod";
import { BACKFILL_CHOICES, type PastSlot } from "../../cron/schedules/backfill.ts";
import { OVERLAP_POLICIES } from "../../cron/words/vocabulary.ts";
import type { ErrorGroup, JobHistory, TimelineBucket } from "../../dashboard/jobs/history.ts";
import type { JobConfiguration } from "../../dashboard/jobs/job-configuration.ts";
import type { JobCounters } from "../../dashboard/jobs/job-stats.ts";
import type { JobList, JobListEntry, RunningJob } from "../../dashboard/jobs/jobs.ts";
import type { RunStats } from "../../dashboard/runs/run-stats.ts";
import type { BackfillProgress } from "../../dashboard/schedules/backfills.ts";
import { progress, runEntry, runState, trigger } from "./run-schemas.ts";
import { timing } from "./schedule-schemas.ts";
import { anyJson, count, instantSchema, milliseconds, runId, type Told } from "./values.ts";

const percent = z
  .number()
  .min(0)
  .max(100)
  .nullable()
  .describe("Percent with two decimals, null while nothing has ended");

const configurationFields = {
  name: z.string(),
  aliases: z.array(z.string()),
  description: z.string(),
  category: z.string(),
  timing: timing.nullable().describe("What fires it, as it is in force; null for a job that only people start"),
  schedule: z.string().nullable().describe("Its five-field expression; null where something else fires it"),
  timezone: z.string(),
  enabled: z.boolean(),
  timeout: z.number().describe("Seconds, of one attempt"),
  retries: count.describe("Attempts in all, the first included"),
  overlap: z.enum(OVERLAP_POLICIES),
  nextRun: instantSchema
    .nullable()
    .describe("Of all its schedules as they are in force; null when none will start it by itself"),
  lastModifiedAt: instantSchema.nullable(),
  lastModifiedBy: z.string().nullable(),
  notes: z.string().nullable(),
} satisfies { [Key in keyof JobConfiguration]: z.ZodType<Told<JobConfiguration[Key]>> };

export const jobConfiguration = z.strictObject(configurationFields).meta({ id: "JobConfiguration" });
export const describedJob = z.strictObject({
  success: z.literal(true),
  jobName: z.string(),
  ...configurationFields,
});

const stats = z
  .strictObject({
    totalRuns: count.describe("Successful and failed ones; the others are counted apart"),
    successfulRuns: count,
    failedRuns: count,
    cancelledRuns: count,
    skippedRuns: count,
    missedRuns: count,
    successRate: percent,
    avgDuration: milliseconds.nullable().describe("Milliseconds, as all durations"),
    p50: milliseconds.nullable(),
    p95: milliseconds.nullable(),
    percentileRuns: count.describe("Of how many of the latest runs p50 and p95 were taken"),
    minDuration: milliseconds.nullable(),
    maxDuration: milliseconds.nullable(),
    lastRun: instantSchema.nullable(),
    lastSuccess: instantSchema.nullable(),
    lastFailure: instantSchema.nullable(),
  })
  .meta({ id: "RunStats" }) satisfies z.ZodType<Told<RunStats>>;

const jobEntry = jobConfiguration
  .extend({ stats, recentExecutions: z.array(runEntry).describe("The latest ten, newest first") })
  .meta({ id: "Job" }) satisfies z.ZodType<Told<JobListEntry>>;

const runningJob = z
  .strictObject({
    id: runId,
    jobName: z.string(),
    startedAt: instantSchema,
    duration: milliseconds.describe("Milliseconds since its start"),
    progress: progress.nullable(),
    trigger,
    stopping: z.boolean(),
  })
  .meta({ id: "RunningJob" }) satisfies z.ZodType<Told<RunningJob>>;

export const jobList = {
  summary: z.strictObject({
    totalJobs: count,
    enabledJobs: count,
    disabledJobs: count,
    runningJobs: count,
    totalExecutions: count,
    totalFailures: count,
    overallSuccessRate: percent,
  }),
  jobs: z.array(jobEntry),
  categories: z.record(z.string(), count).describe("Jobs by category"),
  runningJobs: z.array(runningJob),
} satisfies { [Key in keyof JobList]: z.ZodType<Told<JobList[Key]>> };

const bucket = z
  .strictObject({
    timeBucket: instantSchema,
    executions: count,
    successes: count,
    failures: count,
    avgDuration: milliseconds.nullable(),
  })
  .meta({ id: "TimelineBucket" }) satisfies z.ZodType<Told<TimelineBucket>>;

const errorGroup = z
  .strictObject({
    fingerprint: z.string(),
    message: z.string().describe("The latest wording"),
    occurrences: count,
    firstAt: instantSchema,
    lastAt: instantSchema,
    lastRunId: runId,
  })
  .meta({ id: "ErrorGroup" }) satisfies z.ZodType<Told<ErrorGroup>>;

export const jobHistory = {
  jobName: z.string(),
  job: jobConfiguration,
  stats,
  history: z.array(runEntry).describe("Newest first"),
  timeline: z.array(bucket).describe("By the hour up to 3 days, by the day beyond"),
  errors: z.array(errorGroup).describe("Most frequent first; over 7 days when no range was asked for"),
} satisfies { [Key in keyof JobHistory]: z.ZodType<Told<JobHistory[Key]>> };

export const jobCounters = z
  .record(
    z.string(),
    z.strictObject({
      total_executions: count,
      successful_executions: count,
      failed_executions: count,
      last_execution: instantSchema.nullable(),
      average_execution_time: z.number().describe("Seconds"),
    }) satisfies z.ZodType<Told<JobCounters>>,
  )
  .describe("By the job's name")
  .meta({ id: "JobCounters" });

export const jobState = {
  jobName: z.string(),
  key: z.string(),
  version: count.describe("0 while there is none"),
  epoch: count,
  state: anyJson,
  problem: z.string().nullable().describe("Where the state does not fit the job's schema"),
};

export const backfill = z
  .strictObject({
    id: z.uuid(),
    jobName: z.string(),
    scheduleId: z.string(),
    from: instantSchema,
    to: instantSchema,
    only: z.enum(BACKFILL_CHOICES),
    concurrency: count,
    force: z.boolean(),
    params: anyJson,
    actor: z.string().nullable(),
    createdAt: instantSchema,
    runs: count,
    ended: count,
    byStatus: z.partialRecord(runState, count),
  })
  .meta({ id: "Backfill" }) satisfies z.ZodType<Told<BackfillProgress>>;

const span = z
  .strictObject({ count, first: instantSchema.nullable(), last: instantSchema.nullable() })
  .meta({ id: "SlotSpan" });

const pastSlot = { slot: instantSchema, run: z.strictObject({ id: runId, status: runState }).nullable() } satisfies {
  [Key in keyof PastSlot]: z.ZodType<Told<PastSlot[Key]>>;
};

export const backfillPreview = {
  jobName: z.string(),
  scheduleId: z.string(),
  slots: span.describe("The slots of the range"),
  chosen: span.describe("Those of them that would run"),
  list: z.array(z.strictObject({ ...pastSlot, chosen: z.boolean() })).describe("The first 100 slots"),
  expectedMs: milliseconds.nullable().describe("Roughly how long the chosen ones take"),
};
