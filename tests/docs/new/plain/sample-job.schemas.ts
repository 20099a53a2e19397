import { z } from "zod";

/** What a caller may give. Each has a default: a scheduled run gives none. */
export const sampleJobParams = z.strictObject({
  items: z.array(z.string()).max(1000).default(["first", "second", "third"]),
});

/** What one run remembers for the next. */
export const sampleJobState = z.strictObject({ day: z.string(), done: z.array(z.string()) });

export type SampleJobParams = z.output<typeof sampleJobParams>;
export type SampleJobState = z.output<typeof sampleJobState>;
