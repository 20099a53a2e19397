import { z } from "zod";
import type { PackOperation } from "../pack.ts";
import { conversionsQuery, SHOWN_STATUSES } from "./conversions.ts";

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

const instant = z.iso.datetime();
const conversion = z
  .strictObject({
    id: z.string(),
    sourceKey: z.string(),
    status: z.enum(SHOWN_STATUSES),
    targetKey: z.string().nullable(),
    bytesBefore: bytes,
    bytesAfter: bytes.nullable(),
    attempts: z.int().min(0).describe("Runs that failed to convert it; tries by hand do not count"),
    nextAttemptAt: instant.nullable(),
    error: z.string().nullable().describe("Why it failed or was left as it is"),
    note: z.string().nullable().describe("What its WebP lacks, or why it has another name than expected"),
    reasons: z.array(z.strictObject({ code: z.string(), values: z.record(z.string(), z.string()) })),
    runId: z.uuid().nullable(),
    changedAt: instant,
  })
  .meta({ id: "Conversion" });

const listed: PackOperation = {
  route: "GET /api/admin/conversions",
  id: "listConversions",
  summary: "List the images of the bucket and what became of each",
  description: "Newest first, with the sums over all of them. `status=attention` is failed and given up.",
  permission: "analytics:view_all",
  query: conversionsQuery,
  answer: {
    description: "One page, and the sums",
    shape: {
      conversions: z.array(conversion),
      nextCursor: z.string().nullable().describe("Leads to the next ones as cursor=, null at the end"),
      sums: z.strictObject({
        counts: z.strictObject(Object.fromEntries(SHOWN_STATUSES.map((status) => [status, z.int().min(0)]))),
        bytesBefore: bytes.describe("Of the sources that have a WebP"),
        bytesAfter: bytes,
      }),
    },
  },
  refusals: {},
};

/** Body of the two routes that retry. */
export const noBody = z.strictObject({});

const { orCronSecret: _, ...byPeople } = convertImage;
const retryOne: PackOperation = {
  ...byPeople,
  route: "POST /api/admin/conversions/[id]/retry",
  id: "retryConversion",
  summary: "Convert one image of the list again, now",
  description: "As POST /api/convert with its source; a failure does not count towards giving up.",
  permission: "images:convert",
  body: noBody,
  example: {},
  refusals: {
    ...convertImage.refusals,
    404: "There is no such conversion or no such object any more (unknown_conversion, object_not_found)",
  },
};

const retryAll: PackOperation = {
  route: "POST /api/admin/conversions/retry",
  id: "retryConversions",
  summary: "Queue all failed and given up images again",
  description: "The next run of convert-images tries them, with a full number of attempts.",
  permission: "images:convert",
  body: noBody,
  example: {},
  answer: { description: "How many wait now", shape: { queued: z.int().min(0) } },
  refusals: {},
};

export const imagesApi = {
  tag: "Images",
  about: "Conversion of images to WebP.",
  operations: [convertImage, listed, retryOne, retryAll],
};
