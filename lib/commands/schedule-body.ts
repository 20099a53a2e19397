import { z } from "zod";
import type { EditProblem, ScheduleChange } from "../cron/schedules/edit.ts";
import { SCHEDULE_FIELDS, type ScheduleField, type ScheduleSettings } from "../cron/schedules/settings.ts";
import { MISFIRE_POLICIES, OVERLAP_POLICIES } from "../cron/words/vocabulary.ts";
import { CRON_FIELDS, expressionOfFields } from "../dashboard/schedules/cron-fields.ts";
import { exactInstant } from "../dashboard/words/instant.ts";
import { type Issue, problemOf } from "../dashboard/words/issue-words.ts";

const DAY = 86_400;
const whole = (least: number, most: number) => z.int().min(least).max(most);
const isoInstant = exactInstant.transform((at) => at.toISOString());
const cronField = z
  .union([z.string().trim().min(1), whole(0, 59)], { error: "expected a number, or text such as 1-5 or */15" })
  .transform(String);

const fields = z
  .strictObject({
    minute: cronField.optional(),
    hour: cronField.optional(),
    day: cronField.optional(),
    month: cronField.optional(),
    dayOfWeek: cronField.optional(),
  })
  .refine((given) => expressionOfFields(given) !== null, {
    error: `expected one of ${CRON_FIELDS.join(", ")} at least`,
  });

const cronTiming = z
  .strictObject({
    kind: z.literal("cron"),
    expression: z.string().trim().min(1).optional(),
    fields: fields.optional(),
    timezone: z.string().trim().min(1).max(64).optional(),
  })
  .refine(({ expression, fields: given }) => (expression === undefined) !== (given === undefined), {
    error: "expected either expression or fields",
    path: ["expression"],
  })
  .meta({ id: "CronTrigger", description: "A five-field expression, as text or field by field" });

/** Where people type and read the dates of a schedule that no zone's clocks fire. */
const ownZone = z.string().trim().min(1).max(64).optional();

const length = whole(1, 366 * DAY).optional();
const intervalTiming = z
  .strictObject({
    ...{ kind: z.literal("interval"), seconds: length, minutes: length, hours: length, days: length },
    timezone: ownZone,
  })
  .refine((given) => secondsOf(given) > 0, {
    ...problemOf("interval_empty", {}),
    path: ["seconds"],
  })
  .meta({ id: "IntervalTrigger", description: "Begins one interval after it is made; several units are added up" });

const dateTiming = z
  .strictObject({ kind: z.literal("date"), at: isoInstant, runNow: z.boolean().default(false), timezone: ownZone })
  .meta({ id: "DateTrigger", description: "Once; a date that is over is taken with runNow only" });

/** `{kind: "cron", expression | fields, timezone?}`, `{kind: "interval", seconds | …}` or `{kind: "date", at, runNow?}`. */
const timingBody = z.discriminatedUnion("kind", [cronTiming, intervalTiming, dateTiming]);
type TimingInput = z.output<typeof timingBody>;

const settings = {
  name: z.string().trim().min(1).max(200).optional(),
  params: z.record(z.string(), z.json()).optional(),
  misfire: z.enum(MISFIRE_POLICIES).optional(),
  maxLatenessSeconds: whole(1, 366 * DAY)
    .nullable()
    .optional(),
  maxCatchUp: whole(1, 10_000).optional(),
  overlap: z.enum(OVERLAP_POLICIES).nullable().optional(),
  jitterSeconds: whole(0, DAY).optional(),
  startsAt: isoInstant.nullable().optional(),
  endsAt: isoInstant.nullable().optional(),
  enabled: z.boolean().optional(),
};

/** Ids with a colon belong to the code. */
const SCHEDULE_ID = /^[a-z][a-z0-9_-]{0,99}$/;

/** Body of `POST /api/admin/schedules`. */
export const newScheduleBody = z.strictObject({
  id: z.string().regex(SCHEDULE_ID, "expected a lower-case letter, then at most 99 of a-z, 0-9, _ and -").optional(),
  jobName: z.string().min(1).max(100),
  trigger: timingBody,
  ...settings,
});
export type NewSchedule = z.output<typeof newScheduleBody>;

/** Body of `PATCH /api/admin/schedules/<id>`: `version` is the one that was read. */
export const scheduleChangeBody = z.strictObject({
  version: z.int().min(1),
  trigger: timingBody.optional(),
  reset: z.union([z.literal(true), z.array(z.enum(SCHEDULE_FIELDS as [ScheduleField])).min(1)]).optional(),
  ...settings,
});
export type ScheduleChangeInput = z.output<typeof scheduleChangeBody>;

/** Body of `POST …/skip`. */
export const skipBody = z.strictObject({
  slot: exactInstant,
  reason: z.string().trim().min(1).max(500).optional(),
  /** Puts the slot back. */
  undo: z.boolean().default(false),
});

export type ScheduleFields = Omit<ScheduleChangeInput, "version">;

/** What the input sets, in the engine's words. */
export function scheduleChangeOf({ name, reset, trigger: given, ...rest }: ScheduleFields): ScheduleChange {
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    settings: { ...(given && timingSettings(given)), ...(present as Partial<ScheduleSettings>) },
    runNow: given?.kind === "date" && given.runNow,
    ...(name !== undefined && { name }),
    ...(reset !== undefined && { reset }),
  };
}

const NO_TIMING = { expression: null, everySeconds: null, runAt: null };

function timingSettings(given: TimingInput): Partial<ScheduleSettings> {
  const { timezone } = given;
  const common = { ...NO_TIMING, ...(timezone && { timezone }) };
  switch (given.kind) {
    case "cron":
      return { ...common, kind: "cron", expression: expressionOf(given) };
    case "interval":
      return { ...common, kind: "interval", everySeconds: secondsOf(given) };
    case "date":
      return { ...common, kind: "date", runAt: given.at };
  }
}

function expressionOf({ expression, fields: given }: Extract<TimingInput, { kind: "cron" }>): string {
  return (given && expressionOfFields(given)) ?? expression ?? "";
}

type Lengths = { [Unit in "seconds" | "minutes" | "hours" | "days"]?: number | undefined };

function secondsOf({ seconds = 0, minutes = 0, hours = 0, days = 0 }: Lengths): number {
  return seconds + minutes * 60 + hours * 3600 + days * DAY;
}

const INPUT_PATHS: Partial<Record<EditProblem["field"], string>> = {
  kind: "trigger.kind",
  expression: "trigger.expression",
  timezone: "trigger.timezone",
  everySeconds: "trigger.seconds",
  runAt: "trigger.at",
};

/** Where in the input a problem of the plan lies. */
export function issueOf({ field, message, ...problem }: EditProblem): Issue {
  return { path: INPUT_PATHS[field] ?? field, message, problem };
}
