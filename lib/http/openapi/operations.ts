import { CRON } from "./cron.ts";
import { JOBS } from "./jobs.ts";
import type { Operation } from "./operation.ts";
import { RUNS } from "./runs.ts";
import { SCHEDULES } from "./schedules.ts";
import { SETTINGS } from "./settings.ts";
import { SYSTEM } from "./system.ts";

/** Every operation of the API. tests/api/openapi.test.ts holds it against the route files. */
export const OPERATIONS: readonly Operation[] = [...JOBS, ...RUNS, ...SCHEDULES, ...CRON, ...SETTINGS, ...SYSTEM];
