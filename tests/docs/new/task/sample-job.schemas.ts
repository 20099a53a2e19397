import { z } from "zod";

/** What a caller may give. Each has a default: a scheduled run gives none. */
export const sampleJobParams = z.strictObject({
  items: z.array(z.string()).max(1000).default(["first", "second", "third"]),
});

/** What one task works on: plain JSON. */
export const sampleJobItem = z.strictObject({ id: z.string() });

export type SampleJobParams = z.output<typeof sampleJobParams>;
export type SampleJobItem = z.output<typeof sampleJobItem>;
