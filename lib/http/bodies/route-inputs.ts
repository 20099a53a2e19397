import { z } from "zod";
import { scheduleProblem } from "../../cron/time/expressions.ts";
import { logFields, withoutEmpty } from "../../dashboard/runs/log-filter.ts";
import { runLogQuery } from "../../dashboard/runs/run-log.ts";
import { instant } from "../../dashboard/words/instant.ts";

/** Body of `POST /api/admin/cron-jobs/<job>/toggle`. */
export const toggleBody = z.strictObject({ enabled: z.boolean(), notes: z.string().trim().max(500).optional() });

/** Concurrency key; the empty text for a job that has none. */
const key = z.string().max(200).default("");

/** Query of `GET` and `PUT /api/admin/cron-jobs/<job>/state`. */
export const stateQuery = z.strictObject({ key });

/** Query of `DELETE /api/admin/cron-jobs/<job>/state`; without `version` the one that is there is reset. */
export const stateResetQuery = z.strictObject({ key, version: z.coerce.number().int().min(0).optional() });

/** Body of `PUT /api/admin/cron-jobs/<job>/state`: `version` is the one that was read. */
export const stateBody = z.strictObject({ version: z.int().min(0), state: z.json() });

const force = z.boolean().default(false);

/** Body of `POST /api/admin/cron-jobs/<job>/run`; `force` runs it although it is disabled or paused. */
export const runBody = z.strictObject({ params: z.unknown().optional(), force });

/** Body of `POST /api/admin/run-cron-job`. */
export const runAndWaitBody = z.strictObject({ jobName: z.string().optional(), params: z.unknown().optional() });

/** Body of `POST /api/admin/schedules/<id>/run`. */
export const runScheduleBody = z.strictObject({ force });

/** Body of `POST /api/admin/runs/<id>/force-end`. */
export const forceEndBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/**
 * Query of `GET /api/admin/schedules/preview`: the expression is checked together with the other parameters. `id` is
 * the schedule that is being edited.
 */
export const previewQuery = z
  .strictObject({
    expression: z.string().trim().min(1),
    timezone: z.string().max(64).default("UTC"),
    from: instant.optional(),
    count: z.coerce.number().int().min(1).max(50).default(10),
    id: z.string().max(120).optional(),
  })
  .superRefine(({ expression, timezone }, context) => {
    const problem = scheduleProblem(expression, timezone);
    if (problem !== null) context.addIssue({ code: "custom", path: ["expression"], message: problem.message });
  });

const LOG_FORMATS = ["json", "csv", "ndjson"] as const;

/** Query of `GET /api/admin/cron-logs`: the filter of the log page, and the form of the answer. */
export const cronLogsQuery = z.preprocess(
  withoutEmpty,
  logFields.extend({ format: z.enum(LOG_FORMATS).default("json") }),
);

/** `format=text` sends all lines that pass as a file, whatever cursor, tail and limit say. */
export const runLogRouteQuery = runLogQuery.extend({ format: z.enum(["json", "text"]).default("json") });
