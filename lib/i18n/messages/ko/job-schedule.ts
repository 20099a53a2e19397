import type { Translated } from "../../messages.ts";
import type { jobSchedule as english } from "../en/job-schedule.ts";

export const jobSchedule: Translated<typeof english> = {};
