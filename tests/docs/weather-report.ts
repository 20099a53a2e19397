import { cron } from "../../lib/cron/time/expressions.ts";
import { defineJob } from "../../lib/jobs/define.ts";
import { weatherReportParams, weatherReportState } from "./weather-report.schemas.ts";

export const weatherReport = defineJob({
  name: "weather-report",
  description: "Reads today's weather of each city once",
  category: "reports",
  schedule: cron("0 9 * * *", "Asia/Seoul"),
  timeoutSeconds: 120,
  maxAttempts: 3,
  params: weatherReportParams,
  state: weatherReportState,
  handler: () => import("./weather-report.handler.ts"),
});
