import { z } from "zod";
import { isoInstantText } from "../../cron/jobs/schemas.ts";
import { IMAGE_EXTENSIONS } from "./image-format.ts";

export const convertImagesParams = z.strictObject({
  /** Extensions to look at; what an image really is, its content decides. */
  formats: z
    .array(z.enum(IMAGE_EXTENSIONS))
    .min(1)
    .default([...IMAGE_EXTENSIONS]),
  quality: z.number().int().min(1).max(100).default(80),
  /** Only keys that begin with it. */
  prefix: z.string().max(1024).default(""),
  /** Where to start when there is no usable state: an ISO instant. */
  startDate: isoInstantText.optional(),
  maxPixels: z.number().int().min(1).max(100_000_000).default(50_000_000),
  maxBytes: z.number().int().min(1).max(200_000_000).default(50_000_000),
  /** Keeps the source alone when its WebP would be no smaller. */
  onlySmaller: z.boolean().default(true),
  /** Removes the WebP of a source that is no longer in the bucket; else it stays. */
  removeOrphans: z.boolean().default(false),
  /** Images at once; by default one per core, at most 10. */
  concurrency: z.number().int().min(1).max(10).optional(),
  /** Images between two saves of the state. */
  batchSize: z.number().int().min(1).max(1000).default(100),
  /** Failures after which an image is given up until somebody asks for it. */
  maxItemAttempts: z.number().int().min(1).max(20).default(5),
});

export type ConvertImagesParams = z.output<typeof convertImagesParams>;
