import type { Pack } from "../../../lib/jobs/pack.ts";
import { sampleJob } from "./plain/sample-job.ts";

export const samplePack = {
  name: "sample",
  jobs: [sampleJob],
  files: [],
} as const satisfies Pack;
