"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { WordedRefusal } from "@/lib/auth/refusals.ts";
import { retryConversion, retryConversions } from "@/lib/commands/conversions.ts";
import { adminAction } from "@/lib/http/routes/admin-action.ts";
import type { Reason } from "@/lib/jobs/images/reasons.ts";
import { type ConversionWords, conversionWords } from "./words";

export const retryAction = adminAction(
  { permission: "images:convert", fields: z.object({ id: z.string() }) },
  async (acting, { id }) => {
    const words = await conversionWords();
    try {
      const { targetKey } = await retryConversion(acting, id);
      return words.t("converted", { key: targetKey });
    } catch (error) {
      throw inWords(words, error);
    } finally {
      refresh();
    }
  },
);

export const retryAllAction = adminAction(
  { permission: "images:convert", fields: z.object({ confirmed: z.literal("true") }) },
  async (acting) => {
    const queued = await retryConversions(acting);
    refresh();
    return (await conversionWords()).t("queued", { count: queued });
  },
);

/** By name: the error may come from another bundle's copy of its class. What has no words of this pack stays as it is. */
function inWords({ t, reasonWords }: ConversionWords, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ("reason" in error) {
    return new WordedRefusal(t("refused.unconvertible", { reason: reasonWords(error.reason as Reason) }));
  }
  const key = REFUSALS.get(error.name);
  return key ? new WordedRefusal(t(`refused.${key}`)) : error;
}

const REFUSALS = new Map<string, "missing" | "busy" | "full" | "unknown" | "bucket">([
  ["ObjectNotFoundError", "missing"],
  ["ConversionBusyError", "busy"],
  ["ConversionsFullError", "full"],
  ["UnknownConversionError", "unknown"],
  ["BucketError", "bucket"],
]);
