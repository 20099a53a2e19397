import { defineJobFor } from "../cron/define-job.ts";
import type { Services } from "./services.ts";

/** `defineJob` for the jobs of this application: their handlers get `ctx.services`. */
export const defineJob = defineJobFor<Services>();
