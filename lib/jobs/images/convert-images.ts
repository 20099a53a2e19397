import { defineJobFor } from "../../cron/jobs/define-job.ts";
import { cron } from "../../cron/time/expressions.ts";
import { convertImagesParams } from "./convert-images.params.ts";
import { convertImagesState, isRewound } from "./convert-images.state.ts";
import type { ImageServices } from "./image-gate.ts";

export const convertImages = defineJobFor<ImageServices>()({
  name: "convert-images",
  description: "Converts new and changed images in the bucket to WebP, beside them",
  category: "images",
  schedule: cron("0 2 * * *"),
  // It takes up what another run has claimed, for a dead one's: beside a live run that is stealing.
  backfill: false,
  timeoutSeconds: 300,
  maxAttempts: 2,
  params: convertImagesParams,
  state: convertImagesState,
  stateRewound: isRewound,
  resetRepeats:
    "Every matching object in the bucket is converted again, even where it was converted before; an earlier last_processed_time does the same for all objects changed after it.",
  handler: () => import("./convert-images.handler.ts"),
});
