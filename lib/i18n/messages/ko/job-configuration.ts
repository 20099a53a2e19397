import type { Translated } from "../../messages.ts";
import type { jobConfiguration as english } from "../en/job-configuration.ts";

export const jobConfiguration: Translated<typeof english> = {};
