import { z } from "zod";
import { SCHEDULE_FIELDS, type ScheduleField } from "../../cron/schedules/settings.ts";
import { MISFIRE_POLICIES, OVERLAP_POLICIES } from "../../cron/words/vocabulary.ts";
import type { ScheduleEntry } from "../../dashboard/schedules/schedule-entry.ts";
import type { Lint, SchedulePreview } from "../../dashboard/schedules/schedule-lint.ts";
import type { SchedulerState } from "../../dashboard/schedules/scheduler.ts";
import type { SkippedSlot } from "../../dashboard/schedules/schedules.ts";
import { anyJson, count, instantSchema, milliseconds, type Told } from "./values.ts";

export const timing = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("cron"), expression: z.string(), timezone: z.string() }),
    z.strictObject({ kind: z.literal("interval"), seconds: z.int() }),
    z.strictObject({ kind: z.literal("date"), at: instantSchema }),
  ])
  .meta({ id: "Timing" });

const drift = z
  .strictObject({
    field: z.enum(SCHEDULE_FIELDS as [ScheduleField]),
    declared: anyJson,
    current: anyJson,
  })
  .meta({ id: "Drift" });

export const scheduleEntrySchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    jobName: z.string(),
    origin: z.enum(["code", "person"]),
    status: z.enum(["scheduled", "paused", "disabled", "done", "parked", "removed"]),
    trigger: z.string().describe("In words"),
    timing,
    timezone: z.string(),
    enabled: z.boolean(),
    params: anyJson.describe("Values of secret parameters are masked"),
    misfire: z.enum(MISFIRE_POLICIES),
    maxLatenessSeconds: count.nullable(),
    maxCatchUp: count,
    overlap: z.enum(OVERLAP_POLICIES).nullable().describe("Null: as the job says"),
    jitterSeconds: count,
    startsAt: instantSchema.nullable(),
    endsAt: instantSchema.nullable(),
    nextRunTime: instantSchema.nullable(),
    lastRunTime: instantSchema.nullable(),
    paused: z.boolean(),
    pausedSince: instantSchema.nullable(),
    pausedUntil: instantSchema.nullable(),
    pauseReason: z.string().nullable(),
    pausedBy: z.string().nullable(),
    parkedReason: z
      .string()
      .nullable()
      .describe("Why it cannot be planned; its slots wait, and it is tried once a minute"),
    parkedSince: instantSchema.nullable(),
    drift: z.array(drift).describe("Where people differ from the code"),
    version: count.describe("A change names the version that was read"),
    createdAt: instantSchema,
    createdBy: z.string().nullable(),
  })
  .meta({ id: "Schedule" }) satisfies z.ZodType<Omit<Told<ScheduleEntry>, "drift">>;

const skippedSlot = z
  .strictObject({ slot: instantSchema, reason: z.string().nullable(), by: z.string() })
  .meta({ id: "SkippedSlot" }) satisfies z.ZodType<Told<SkippedSlot>>;

export const scheduleDetail = scheduleEntrySchema
  .extend({ skips: z.array(skippedSlot).describe("Slots ahead that people took out") })
  .meta({ id: "ScheduleDetail" });

const lint = z
  .discriminatedUnion("code", [
    z.strictObject({
      code: z.enum(["both_day_fields", "starred_day_fields", "more_often_than_plan", "more_collisions"]),
      message: z.string(),
    }),
    z.strictObject({
      code: z.literal("collision"),
      message: z.string(),
      scheduleId: z.string(),
      jobName: z.string(),
      count,
    }),
  ])
  .meta({ id: "Lint" }) satisfies z.ZodType<Told<Lint>>;

export const preview = {
  instants: z.array(instantSchema),
  offsetChanges: z
    .array(z.strictObject({ at: instantSchema, note: z.string() }))
    .describe("Instants on a day on which the zone changes its offset"),
  lint: z.array(lint).describe("What a person may not have meant"),
} satisfies { [Key in keyof SchedulePreview]: z.ZodType<Told<SchedulePreview[Key]>> };

const scheduler = {
  jobCount: count.describe("Schedules of the jobs in the code that will fall due again"),
  queueDepth: count.describe("Waiting runs that are due"),
  lagMs: milliseconds.describe("How long the longest overdue one waits"),
  paused: z
    .strictObject({
      since: instantSchema,
      until: instantSchema.nullable(),
      reason: z.string().nullable(),
      by: z.string().nullable(),
    })
    .nullable()
    .describe("Everything is paused"),
} satisfies { [Key in keyof SchedulerState]: z.ZodType<Told<SchedulerState[Key]>> };

export const schedulerState = {
  isRunning: z.boolean().describe("This process dispatches"),
  ...scheduler,
  nextRunTimes: z
    .array(z.strictObject({ scheduleId: z.string(), jobName: z.string(), nextRunTime: instantSchema }))
    .describe("The next run of each schedule past all pauses and skipped slots: 100 of them, soonest first"),
  is_running: z.boolean(),
  job_count: count,
  next_run_times: z.array(z.strictObject({ job_id: z.string(), next_run_time: instantSchema })),
};
