import { z } from "zod";
import { cron } from "../../lib/cron/time/expressions.ts";
import { defineJob } from "../../lib/jobs/define.ts";

const params = z.strictObject({
  source: z.url().default("https://wttr.in"),
  cities: z.array(z.string()).max(100).default(["Seoul", "Busan"]),
});
const state = z.strictObject({ day: z.string(), done: z.array(z.string()) });

export type WeatherParams = z.output<typeof params>;
export type WeatherState = z.output<typeof state>;

export const weatherReport = defineJob({
  name: "weather-report",
  description: "Reads today's weather of each city once",
  category: "reports",
  schedule: cron("0 9 * * *", "Asia/Seoul"),
  timeoutSeconds: 120,
  maxAttempts: 3,
  params,
  state,
  handler: () => import("./weather-report.handler.ts"),
});
