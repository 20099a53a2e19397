import { defineJobFor } from "../cron/jobs/define-job.ts";
import { defineTaskFor } from "../cron/jobs/define-task.ts";
import type { Services } from "./services.ts";

/** `defineJob` for the jobs of this application: their handlers get `ctx.services`. */
export const defineJob = defineJobFor<Services>();

/** The same for what those jobs fan out. */
export const defineTask = defineTaskFor<Services>();
