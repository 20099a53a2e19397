import { defineTask } from "../../../../lib/jobs/define.ts";
import { sampleJobItem } from "./sample-job.schemas.ts";

export const sampleJobTask = defineTask({
  name: "work-on-item",
  item: sampleJobItem,
  itemId: ({ id }) => id,
  concurrency: 5,
  timeoutSeconds: 30,
  maxAttempts: 3,
  handler: () => import("./sample-job-task.handler.ts"),
});
