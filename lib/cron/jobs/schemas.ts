import type { z } from "zod";

// biome-ignore lint/suspicious/noExplicitAny: zod's own wildcard for "an object schema of any shape"
export type ParamsSchema = z.ZodObject<any>;

export type StateSchema = z.ZodType;
