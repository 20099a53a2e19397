import { cron } from "../../cron/schedule.ts";
import { defineJob } from "../define.ts";
import { convertImagesParams } from "./convert-images.params.ts";
import { convertImagesState, isRewound } from "./convert-images.state.ts";

export const convertImages = defineJob({
  name: "convert-images",
  description: "Converts new and changed images in the bucket to WebP, beside them",
  category: "images",
  schedule: cron("0 2 * * *"),
  timeoutSeconds: 300,
  maxAttempts: 2,
  params: convertImagesParams,
  state: convertImagesState,
  stateRewound: isRewound,
  handler: () => import("./convert-images.handler.ts"),
});
