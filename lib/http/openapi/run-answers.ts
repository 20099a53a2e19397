import { z } from "zod";
import type { Execution } from "../answers/run-answer.ts";
import { errorBody } from "./errors.ts";
import type { Answer } from "./operation.ts";
import { apiStatus, trigger } from "./run-schemas.ts";
import { anyJson, count, instantSchema, milliseconds, runId, success, type Told } from "./values.ts";

const execution = z
  .strictObject({
    id: runId.nullable(),
    startedAt: instantSchema.nullable(),
    completedAt: instantSchema.nullable(),
    duration: milliseconds.nullable(),
    status: apiStatus,
    attempts: count.nullable(),
    trigger: trigger.nullable(),
    scheduledFor: instantSchema.nullable(),
  })
  .describe("What this process does not know is null")
  .meta({ id: "Execution" }) satisfies z.ZodType<Told<Execution>>;

const fields = {
  jobName: z.string(),
  message: z.string(),
  data: anyJson.describe("What the handler gave back: processed, failed, errors and its own fields"),
  execution,
  timestamp: instantSchema,
  duplicate: z.literal(true).optional().describe("The request came before under the same Idempotency-Key"),
};

const ended = success(fields).meta({ id: "RunSucceeded" });

const skipped = z
  .strictObject({
    success: z.literal(false),
    ...fields,
    skipped: z.literal(true),
    reason: z.string().describe("disabled, paused, already_running, duplicate_slot, not_due or skipped_by_person"),
    heldBy: z
      .strictObject({ runId, since: instantSchema })
      .optional()
      .describe("The run that holds the lock, and since when"),
    firstRun: z
      .strictObject({ runId: runId.nullable(), status: apiStatus })
      .optional()
      .describe("The run that stands for the same slot"),
  })
  .meta({ id: "RunSkipped" });

const pending = z
  .strictObject({
    success: z.boolean().describe("true for a caller that does not wait (wait=false, Prefer: respond-async)"),
    ...fields,
    pending: z.literal(true),
    runId,
    reason: z.string().optional(),
  })
  .meta({ id: "RunPending" });

const failed = z
  .strictObject({
    success: z.literal(false),
    ...fields,
    error: z.string(),
    code: z.string(),
    pending: z.literal(true).optional(),
    runId: runId.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: "RunFailed" });

const LOCATION = { location: "Where the run is read" };

/** An answer about a run that has ended or was not to run. */
export const ranOrSkipped = z.union([ended, skipped]);

/** Answers of a route that runs a job and waits for its end. */
export const WAITED: Record<number, Answer> = {
  200: {
    description: "It ran (success, partial), or it was not to run (skipped): a refusal is no error, success is false",
    schema: ranOrSkipped,
  },
  202: { description: "It has not ended: nobody waits, or it waits for its turn", schema: pending, headers: LOCATION },
  409: { description: "It was cancelled (cancelled)", schema: z.union([failed, errorBody]) },
  500: {
    description:
      "It failed (failed, timed_out, abandoned), or the server met an error that nobody foresaw (internal_error)",
    schema: z.union([failed, errorBody]),
  },
  503: {
    description:
      "The process shuts down and another one goes on with the run (shutting_down), the database does not answer (database_unavailable), or no usable cron secret is configured (cron_secret_not_configured)",
    schema: z.union([failed, errorBody]),
    headers: { "retry-after": "Seconds to wait" },
  },
};

/** Answers of a route that begins a run and does not wait for it. */
export const BEGUN: Record<number, Answer> = {
  200: { description: "It was not to run, for the reason that is named; success is false", schema: skipped },
  202: {
    description: "It runs on its own from here",
    schema: success({
      jobName: z.string(),
      runId,
      message: z.string(),
      note: z.string(),
      duplicate: fields.duplicate,
    }).meta({ id: "RunBegun" }),
    headers: LOCATION,
  },
};

/** Answers of `POST /api/admin/run-cron-job`, which wraps what the cron routes answer. */
export const WRAPPED: Record<number, Answer> = Object.fromEntries(
  Object.entries(WAITED).map(([status, answer]) => [status, { ...answer, schema: wrapped(Number(status)) }]),
);

function wrapped(status: number): z.ZodType {
  const told = { message: z.string(), error: z.string().optional(), code: z.string().optional() };
  if (status === 200) {
    return z.strictObject({ success: z.boolean(), ...told, details: ranOrSkipped });
  }
  const details = status === 202 ? pending : failed;
  const body = z.strictObject({ success: z.literal(false), ...told, details });
  return status === 202 ? body : z.union([body, errorBody]);
}
