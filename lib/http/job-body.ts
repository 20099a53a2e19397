import { z } from "zod";

/** Body of `POST /api/admin/cron-jobs/<job>/toggle`. */
export const toggleBody = z.strictObject({ enabled: z.boolean(), notes: z.string().trim().max(500).optional() });

/** Concurrency key; the empty text for a job that has none. */
const key = z.string().max(200).default("");

/** Query of `GET` and `PUT /api/admin/cron-jobs/<job>/state`. */
export const stateQuery = z.strictObject({ key });

/** Query of `DELETE /api/admin/cron-jobs/<job>/state`; without `version` the one that is there is reset. */
export const stateResetQuery = z.strictObject({ key, version: z.coerce.number().int().min(0).optional() });

/** Body of `PUT /api/admin/cron-jobs/<job>/state`: `version` is the one that was read. */
export const stateBody = z.strictObject({ version: z.int().min(0), state: z.json() });
