import type { Pack } from "../pack.ts";
import { cleanData } from "./clean-data.ts";
import { updateRankings } from "./update-rankings.ts";

/** Ranks ideas, and removes those that nobody wanted. */
export const ideasPack = {
  name: "ideas",
  jobs: [updateRankings, cleanData],
  files: ["scripts/bench/ideas/"],
} as const satisfies Pack;
