import { z } from "zod";
import { runLogQuery } from "../../dashboard/runs/run-log.ts";

/** `format=text` sends all lines that pass as a file, whatever cursor, tail and limit say. */
export const runLogRouteQuery = runLogQuery.extend({ format: z.enum(["json", "text"]).default("json") });
