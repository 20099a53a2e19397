import { z } from "zod";
import { TASK_STATUSES } from "../../cron/ports/tasks.ts";
import type { RunMetric } from "../../cron/ports/telling.ts";
import { RUN_STATUSES, TRIGGERS } from "../../cron/words/vocabulary.ts";
import type { LiveRun } from "../../dashboard/live/live-runs.ts";
import type { AttemptView } from "../../dashboard/runs/attempts.ts";
import type { RunEntry } from "../../dashboard/runs/run-entry.ts";
import type { LogLineView, RunLog } from "../../dashboard/runs/run-log.ts";
import type { RunSaveEntry } from "../../dashboard/runs/run-saves.ts";
import type { TaskEntry, TaskSummary } from "../../dashboard/runs/run-tasks.ts";
import type { RunDetail } from "../../dashboard/runs/runs.ts";
import { API_STATUSES } from "../../dashboard/words/status-words.ts";
import { anyJson, count, instantSchema, milliseconds, nextCursor, runId, type Told } from "./values.ts";

export const apiStatus = z
  .enum(API_STATUSES)
  .describe("How the run ended, in the API's words")
  .meta({ id: "ApiStatus" });
export const runState = z.enum(RUN_STATUSES).describe("The exact state of the run").meta({ id: "RunState" });
export const trigger = z.enum(TRIGGERS).describe("Why the run began").meta({ id: "Trigger" });

export const progress = z
  .strictObject({ done: z.number(), total: z.number().nullable(), note: z.string().nullable() })
  .meta({ id: "Progress" });

export const runEntry = z
  .strictObject({
    id: runId,
    jobName: z.string(),
    status: apiStatus,
    state: runState,
    reason: z.string().nullable().describe("Why it was skipped, missed or waits"),
    trigger,
    actor: z.string().nullable().describe("Who began it"),
    scheduleId: z.string().nullable().describe("The schedule whose slot it stands for"),
    scheduledFor: instantSchema
      .nullable()
      .describe("The slot it stands for; of slots that never ran perhaps the first"),
    slotUntil: instantSchema.nullable().describe("The last of several slots that never ran, else null"),
    slots: count.describe("How many slots it stands for"),
    executionTime: instantSchema.describe("The run's place in time, as startedAt"),
    startedAt: instantSchema.describe("Its first attempt's start, or its due time while it waits, or its slot"),
    completedAt: instantSchema.nullable(),
    duration: milliseconds.nullable().describe("Milliseconds, null until it has ended"),
    attempts: count,
    maxAttempts: count,
    processed: z.number().nullable().describe("Items done"),
    failed: z.number().nullable().describe("Items failed"),
    progress: progress.nullable(),
    details: z.string().nullable().describe("Message or error in one line"),
    message: z.string().nullable(),
    error: z.string().nullable(),
    stopping: z.boolean().describe("It was asked to stop and has not stopped yet"),
    waitingFor: z
      .strictObject({ attempt: count, at: instantSchema, error: z.string().nullable() })
      .nullable()
      .describe("Between two attempts: the next one, when it is due, and what the last one failed with"),
  })
  .meta({ id: "Run" }) satisfies z.ZodType<Told<RunEntry>>;

export const liveRun = runEntry
  .pick({
    ...{ id: true, jobName: true, status: true, state: true, trigger: true, startedAt: true, completedAt: true },
    ...{ attempts: true, stopping: true, progress: true, error: true },
  })
  .extend({ logCursor: z.string().nullable().describe("The last stored log line; a run's log reads on from one") })
  .meta({ id: "LiveRun" }) satisfies z.ZodType<Told<LiveRun>>;

const attempt = z
  .strictObject({
    attempt: count.describe("From 1; a number comes twice when the earlier call cost no attempt"),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable().describe("Null while it runs"),
    outcome: z.enum([
      ...["failed", "timed_out", "abandoned", "interrupted", "continued"],
      ...["running", "succeeded", "cancelled"],
    ] as [AttemptView["outcome"]]),
    error: z.string().nullable(),
    worker: z.string().nullable().describe("The process that made it"),
  })
  .meta({ id: "Attempt" }) satisfies z.ZodType<Told<AttemptView>>;

export const runDetail = runEntry
  .extend({
    sentence: z.string().describe("The result in words"),
    attemptLog: z.array(attempt),
    params: anyJson.describe("Values of secret parameters are masked"),
    result: anyJson.describe("What the handler gave back"),
    errorInfo: z
      .strictObject({
        name: z.string(),
        message: z.string(),
        code: z.string().nullable(),
        fingerprint: z.string().nullable().describe("The same for errors that differ in their numbers only"),
      })
      .nullable(),
    createdAt: instantSchema,
    nextAttemptAt: instantSchema.nullable().describe("When a waiting run is due"),
    heartbeatAt: instantSchema.nullable(),
    leaseExpiresAt: instantSchema.nullable(),
    abortReason: z.string().nullable(),
    deliveries: count.describe("How often the same slot was delivered"),
    interruptions: count,
    continuations: count,
    parentId: runId.nullable().describe("The run this one repeats"),
    worker: z.string().nullable(),
    release: z.string().nullable(),
  })
  .meta({ id: "RunDetail" }) satisfies z.ZodType<Told<RunDetail>>;

const logLine = z
  .strictObject({
    id: z.string(),
    at: instantSchema,
    level: z.enum(["debug", "info", "warn", "error"]),
    attempt: count,
    message: z.string(),
    fields: anyJson,
  })
  .meta({ id: "LogLine" }) satisfies z.ZodType<Told<LogLineView>>;

export const runLog = {
  lines: z.array(logLine).describe("Oldest first"),
  nextCursor: z.string().nullable().describe("Asks for what comes after these lines, now or later"),
  more: z.boolean().describe("More lines are known to come after these"),
  earlier: z.boolean().describe("A tail leaves out lines that come before these"),
} satisfies { [Key in keyof RunLog]: z.ZodType<Told<RunLog[Key]>> };

const taskStatus = z.enum(TASK_STATUSES).meta({ id: "TaskStatus" });

const task = z
  .strictObject({
    id: z.uuid(),
    task: z.string(),
    itemId: z.string(),
    key: z.string().describe("<job>/<task>:<key>; at most so many of one key run at once"),
    status: taskStatus,
    attempts: count,
    maxAttempts: count,
    error: z.string().nullable(),
    result: z.string().nullable().describe("JSON, the first 500 characters"),
    worker: z.string().nullable(),
    createdAt: instantSchema,
    startedAt: instantSchema.nullable(),
    completedAt: instantSchema.nullable(),
    durationMs: milliseconds.nullable(),
    nextAttemptAt: instantSchema.nullable(),
  })
  .meta({ id: "Task" }) satisfies z.ZodType<Told<TaskEntry>>;

const tasksByStatus = Object.fromEntries(TASK_STATUSES.map((status) => [status, count])) as Record<
  (typeof TASK_STATUSES)[number],
  typeof count
>;

export const taskSummary = z
  .strictObject({
    total: count,
    byStatus: z.strictObject(tasksByStatus),
    items: z.array(task).describe("The first 50: failed ones, then running ones, then the rest"),
  })
  .meta({ id: "TaskSummary" }) satisfies z.ZodType<Told<TaskSummary>>;

export const taskPage = { items: z.array(task), nextCursor };

export const runMetric = z
  .strictObject({ name: z.string(), value: z.number(), unit: z.string().nullable() })
  .meta({ id: "RunMetric" }) satisfies z.ZodType<Told<RunMetric>>;

export const exportedRun = runEntry
  .extend({ metrics: z.array(runMetric).describe("What its handler told with ctx.metric") })
  .meta({ id: "ExportedRun" });

const keptState = z
  .strictObject({
    version: count.describe("0 when nothing was ever saved"),
    value: anyJson.describe("The state, null after a reset; the first 4,096 characters of its JSON when it was cut"),
    cutFrom: count.nullable().describe("Bytes of the whole when it was above 16 KiB and cut"),
  })
  .meta({ id: "KeptState" });

export const savedState = z
  .strictObject({
    key: z.string().describe("Empty for a job without concurrency keys"),
    before: keptState.describe("As the run's first save found it, in whichever attempt"),
    after: keptState.describe("As its last save left it"),
    saves: count,
    firstSavedAt: instantSchema,
    lastSavedAt: instantSchema,
    isLatest: z.boolean().describe("Nobody has saved since"),
  })
  .meta({ id: "SavedState" }) satisfies z.ZodType<Told<RunSaveEntry>>;
