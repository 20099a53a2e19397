import { noSchedule } from "../../../../lib/cron/time/expressions.ts";
import { defineJob } from "../../../../lib/jobs/define.ts";
import { sampleJobParams, sampleJobState } from "./sample-job.schemas.ts";

export const sampleJob = defineJob({
  name: "sample-job",
  description: "Works on each item once a day",
  category: "sample",
  schedule: noSchedule,
  timeoutSeconds: 120,
  maxAttempts: 3,
  params: sampleJobParams,
  state: sampleJobState,
  handler: () => import("./sample-job.handler.ts"),
});
