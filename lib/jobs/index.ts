import { cleanData } from "./ideas/clean-data.ts";
import { updateRankings } from "./ideas/update-rankings.ts";
import { convertImages } from "./images/convert-images.ts";
import { healthCheck } from "./system/health-check.ts";

/** The one list: a job that is not here does not exist. Packs can be taken out without touching the engine. */
export const jobs = [healthCheck, convertImages, updateRankings, cleanData] as const;
