import { noSchedule } from "../../../../lib/cron/time/expressions.ts";
import { defineJob } from "../../../../lib/jobs/define.ts";
import { sampleJobParams } from "./sample-job.schemas.ts";
import { sampleJobTask } from "./sample-job-task.ts";

export const sampleJob = defineJob({
  name: "sample-job",
  description: "Fans out a task for each item",
  category: "sample",
  schedule: noSchedule,
  timeoutSeconds: 60,
  maxAttempts: 3,
  params: sampleJobParams,
  tasks: [sampleJobTask],
  handler: () => import("./sample-job.handler.ts"),
});
