import { isDeepStrictEqual } from "node:util";
import { wholeSecond } from "../time/instant.ts";
import { type ScheduleProblem, scheduleProblemOf } from "../time/schedule-problem.ts";
import { type ScheduleRecord, type ScheduleWrite, sameTiming, withNextSlot } from "./record.ts";
import { firstSlot, SCHEDULE_FIELDS, type ScheduleField, type ScheduleSettings, settingsProblems } from "./settings.ts";

/** What a person sets; what is absent stays as it is, or takes its default in a new schedule. */
export interface ScheduleChange {
  name?: string;
  settings: Partial<ScheduleSettings>;
  /** One date: when it is over already, it runs once now instead of being refused. */
  runNow?: boolean;
  /** Fields that get back what the code declares; all of them with `true`. */
  reset?: true | readonly ScheduleField[];
}

/** A field that cannot be as it was asked for; `reset` is none of the settings. */
export interface EditProblem extends ScheduleProblem {
  field: ScheduleField | "reset";
}

export type EditPlan =
  | { kind: "refused"; problems: EditProblem[] }
  /** `changed` names the settings that differ from before; empty for a new schedule. */
  | { kind: "write"; write: ScheduleWrite; changed: ScheduleField[] };

/** A setting in which people differ from the code. */
export interface Drift {
  field: ScheduleField;
  declared: ScheduleSettings[ScheduleField];
  current: ScheduleSettings[ScheduleField];
}

/** Of a trigger: each means nothing without the others, so they are given back together. */
const JOINED_TIMING_FIELDS = ["kind", "expression", "everySeconds", "runAt"] as const;

/** A person's new schedule: its first slot lies ahead, unless it is one date that is to run now. Pure. */
export function planNew(
  { settings, ...schedule }: Pick<ScheduleRecord, "id" | "jobName" | "name" | "settings"> & { createdBy: string },
  { now, runNow = false, lanes }: { now: Date; runNow?: boolean; lanes: number },
): EditPlan {
  const problems = [...settingsProblems(settings), ...laneProblems(schedule.jobName, settings, lanes)];
  if (problems.length > 0) return refuse(...problems);
  const fresh = { origin: "person", declared: null, overrides: {}, anchorAt: now, nextSlot: null } as const;
  const write = { ...schedule, ...fresh, settings: dueNow(settings, { now, runNow }), removedAt: null, version: 0 };
  return withNewTiming(write, { from: fromOf(now, runNow), regrid: true, changed: [] });
}

/**
 * What a person's change writes. A change of the timing starts from now and never fires a past slot; any other change
 * keeps the next slot and the grid of an interval. Of a schedule that the code declares, only the difference is kept.
 * Pure. @param record one whose slots have all got their ending @param lanes runs of its job at once
 */
export function planEdit(
  record: ScheduleRecord,
  change: ScheduleChange,
  { now, lanes }: { now: Date; lanes: number },
): EditPlan {
  const { declared } = record;
  const { runNow = false, reset } = change;
  if (reset !== undefined && declared === null) {
    return refuse({ field: "reset", ...scheduleProblemOf("not_declared", {}) });
  }
  const asked = dueNow(change.settings, { now, runNow });
  const overrides = declared ? overridesAfter(without(record.overrides, reset ?? []), asked, declared) : {};
  const settings = declared ? { ...declared, ...overrides } : { ...record.settings, ...asked };
  const problems = [...settingsProblems(settings), ...laneProblems(record.jobName, settings, lanes)];
  if (problems.length > 0) return refuse(...problems);
  const changed = fieldsThatDiffer(record.settings, settings);
  const write = { ...record, name: change.name ?? record.name, overrides, settings, createdBy: null };
  if (sameTiming(record.settings, settings)) return planned(write, { next: record.nextSlot, changed });
  const regrid = changed.includes("kind") || changed.includes("everySeconds");
  return withNewTiming(write, { from: fromOf(now, runNow), regrid, changed });
}

/** Where people differ from the code, field by field; empty for their own schedules. */
export function driftOf({ declared, settings }: Pick<ScheduleRecord, "declared" | "settings">): Drift[] {
  if (declared === null) return [];
  const fields = fieldsThatDiffer(declared, settings);
  return fields.map((field) => ({ field, declared: declared[field], current: settings[field] }));
}

/** What may overlap is the job's own say: with one lane `allow` would be taken and change nothing. */
function laneProblems(job: string, { overlap }: ScheduleSettings, lanes: number): EditProblem[] {
  const isIdle = overlap === "allow" && lanes === 1;
  return isIdle ? [{ field: "overlap", ...scheduleProblemOf("overlap_one_lane", { job }) }] : [];
}

/** One date that is over is now, when that is wanted. */
function dueNow<S extends Partial<ScheduleSettings>>(settings: S, { now, runNow }: { now: Date; runNow: boolean }): S {
  const isOver = settings.runAt != null && new Date(settings.runAt) <= now;
  return isOver && runNow ? { ...settings, runAt: now.toISOString() } : settings;
}

/** Slots after it count: now itself, too, where a date may be due at once. */
const fromOf = (now: Date, runNow: boolean) => (runNow ? new Date(now.getTime() - 1) : now);

type Unplanned = Omit<ScheduleWrite, "nextRunAt">;

function withNewTiming(
  write: Unplanned,
  { from, regrid, changed }: { from: Date; regrid: boolean; changed: ScheduleField[] },
): EditPlan {
  const { settings } = write;
  const anchorAt = anchorOf(write, { from, regrid });
  const next = firstSlot(settings, { anchorAt, now: from });
  return next === null ? refuse(neverAgain(settings)) : planned({ ...write, anchorAt }, { next, changed });
}

/** An interval's first slot is its start, where that lies ahead; a new length begins a new grid. In whole seconds. */
function anchorOf({ settings, anchorAt }: Unplanned, { from, regrid }: { from: Date; regrid: boolean }): Date {
  if (settings.kind !== "interval" || settings.everySeconds === null) return anchorAt;
  const startsAt = settings.startsAt === null ? null : new Date(settings.startsAt);
  if (startsAt && startsAt > from) return new Date(secondsUp(startsAt) - settings.everySeconds * 1000);
  return regrid ? wholeSecond(from) : anchorAt;
}

const secondsUp = (at: Date) => Math.ceil(at.getTime() / 1000) * 1000;

function planned(write: Unplanned, { next, changed }: { next: Date | null; changed: ScheduleField[] }): EditPlan {
  return { kind: "write", write: withNextSlot(write, next), changed };
}

function overridesAfter(
  former: Partial<ScheduleSettings>,
  asked: Partial<ScheduleSettings>,
  declared: ScheduleSettings,
): Partial<ScheduleSettings> {
  const all = { ...declared, ...former, ...asked };
  return Object.fromEntries(fieldsThatDiffer(declared, all).map((field) => [field, all[field]]));
}

function without(
  overrides: Partial<ScheduleSettings>,
  reset: true | readonly ScheduleField[],
): Partial<ScheduleSettings> {
  if (reset === true) return {};
  const ofTrigger: readonly string[] = JOINED_TIMING_FIELDS;
  const given: string[] = reset.some((field) => ofTrigger.includes(field)) ? [...reset, ...ofTrigger] : [...reset];
  return Object.fromEntries(Object.entries(overrides).filter(([field]) => !given.includes(field)));
}

function fieldsThatDiffer(before: ScheduleSettings, after: ScheduleSettings): ScheduleField[] {
  return SCHEDULE_FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}

function neverAgain({ kind, runAt, endsAt }: ScheduleSettings): EditProblem {
  if (kind === "date") return { field: "runAt", ...scheduleProblemOf("date_over", { runAt: String(runAt) }) };
  return { field: "endsAt", ...scheduleProblemOf("nothing_ahead", { endsAt: endsAt ?? "the year 10000" }) };
}

const refuse = (...problems: EditProblem[]): EditPlan => ({ kind: "refused", problems });
