import { z } from "zod";
import type { Json } from "../../cron/words/json.ts";

/** What JSON makes of a value: instants become text. Response schemas are held against the types of what is answered. */
export type Told<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Told<Item>[]
    : T extends object
      ? { [Key in keyof T]: Told<T[Key]> }
      : T;

/** ISO 8601, UTC. */
export const instantSchema = z.iso.datetime();
export const runId = z.uuid();
/** Milliseconds. */
export const milliseconds = z.number().min(0);
export const count = z.int().min(0);
/** Any JSON value. */
export const anyJson = z.custom<Json>();
/** Leads to the next entries as `cursor=`. */
export const nextCursor = z.string().nullable().describe("Leads to the next entries as cursor=, null at the end");

/** An answer that says `success: true` beside its own fields. */
export function success<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ success: z.literal(true), ...shape });
}

/** An answer that says what was done in a sentence. */
export const done = success({ message: z.string() });
