import { z } from "zod";
import { readInstant } from "../time/instant.ts";

// biome-ignore lint/suspicious/noExplicitAny: zod's own wildcard for "an object schema of any shape"
export type ParamsSchema = z.ZodObject<any>;

export type StateSchema = z.ZodType;

/** An instant in parameters or a state, kept as its text: with its offset, of the years 1 to 9999 by UTC. */
export const isoInstantText = z.iso
  .datetime({ offset: true })
  .refine((text) => readInstant(text).kind !== "outside", "expected an instant of the years 1 to 9999 by UTC");
