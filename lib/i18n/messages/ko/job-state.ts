import type { Translated } from "../../messages.ts";
import type { jobState as english } from "../en/job-state.ts";

export const jobState: Translated<typeof english> = {};
