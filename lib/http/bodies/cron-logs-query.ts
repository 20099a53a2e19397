import { z } from "zod";
import { logFields, withoutEmpty } from "../../dashboard/runs/log-filter.ts";

const LOG_FORMATS = ["json", "csv", "ndjson"] as const;

/** Query of `GET /api/admin/cron-logs`: the filter of the log page, and the form of the answer. */
export const cronLogsQuery = z.preprocess(
  withoutEmpty,
  logFields.extend({ format: z.enum(LOG_FORMATS).default("json") }),
);
