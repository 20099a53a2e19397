import { defineJobFor } from "../cron/define-job.ts";
import { defineTaskFor } from "../cron/define-task.ts";
import type { Services } from "./services.ts";

/** `defineJob` for the jobs of this application: their handlers get `ctx.services`. */
export const defineJob = defineJobFor<Services>();

/** The same for what those jobs fan out. */
export const defineTask = defineTaskFor<Services>();
