import { z } from "zod";
import type { PackOperation } from "../pack.ts";

/** What the routes of this pack take and answer. */

/** Body of `POST /api/convert`. */
export const convertBody = z.strictObject({
  /** `r2://bucket/key.jpg` */
  source: z.string().max(1200),
  /** Converts again what was converted before, and keeps the WebP even if it is no smaller. */
  force: z.boolean().default(false),
});

const bytes = z.int().min(0);

const convertImage: PackOperation = {
  route: "POST /api/convert",
  id: "convertImage",
  summary: "Convert one image to WebP",
  description:
    "A WebP that would be no smaller is not written, unless `force` is set. It waits a few seconds for its turn: a process converts about 50 megapixels at once.",
  permission: "images:convert",
  orCronSecret: true,
  body: convertBody,
  example: { source: "r2://local/uploads/cat.jpg" },
  answer: {
    description: "Both keys and the bytes before and after",
    shape: {
      bucket: z.string(),
      sourceKey: z.string(),
      targetKey: z.string(),
      bytesBefore: bytes,
      bytesAfter: bytes,
      note: z.string().nullable().describe("What the WebP lacks, or why it has another name than expected"),
      alreadyConverted: z.boolean(),
    },
  },
  refusals: {
    404: "There is no such object (object_not_found)",
    409: "Another conversion is at it, or no name is free (conversion_busy, target_taken)",
    422: "The body breaks a rule, or it is no such source or no image (invalid_input, invalid_source, invalid_key, object_too_large, not_convertible)",
    503: "As many conversions as fit are under way, the database or the bucket does not answer, or no usable cron secret is configured (conversions_full, database_unavailable, bucket_unavailable, cron_secret_not_configured)",
  },
};

export const imagesApi = {
  tag: "Images",
  about: "Conversion of images to WebP.",
  operations: [convertImage],
};
