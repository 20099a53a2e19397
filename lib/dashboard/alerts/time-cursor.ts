import { z } from "zod";
import { keptOrNull } from "../../cron/time/instant.ts";
import { problemOf } from "../words/issue-words.ts";

const SHAPE = /^([0-9a-z]{1,11})-([0-9a-f-]{36})$/;

/** Where a list in the order of time goes on: after the row of this instant and this UUID. */
export const timeCursor = z.string().transform((text, context): { at: Date; id: string } => {
  const [, time = "", id = ""] = SHAPE.exec(text) ?? [];
  const at = keptOrNull(new Date(Number.parseInt(time, 36)));
  if (z.uuid().safeParse(id).success && at !== null) return { at, id };
  context.addIssue({ code: "custom", ...problemOf("no_cursor", { given: text }) });
  return z.NEVER;
});

export const timeCursorOf = (at: Date, id: string): string => `${at.getTime().toString(36)}-${id}`;
