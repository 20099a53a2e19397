import { z } from "zod";
import { isoInstantText } from "../../cron/jobs/schemas.ts";

/** What convert-images remembers; people read and set it through the API. Instants are ISO strings. */
export const convertImagesState = z.strictObject({
  /** `LastModified` of the newest object dealt with: every object changed before it has been. Null: none yet. */
  last_processed_time: isoInstantText.nullable(),
  /** End of the last run. */
  last_run_time: isoInstantText.nullable().default(null),
  /** Of the last run only. */
  processed_count: z.number().int().min(0).default(0),
  failed_count: z.number().int().min(0).default(0),
});

export type ConvertImagesState = z.output<typeof convertImagesState>;

/** Whether a person moved the last processed time back: what lies after it is to be converted again. */
export function isRewound(before: ConvertImagesState, after: ConvertImagesState): boolean {
  if (before.last_processed_time === null) return false;
  if (after.last_processed_time === null) return true;
  return Date.parse(after.last_processed_time) < Date.parse(before.last_processed_time);
}
