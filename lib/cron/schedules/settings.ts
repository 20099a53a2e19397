import type { AnyJob } from "../jobs/define-job.ts";
import { scheduleProblem } from "../time/expressions.ts";
import { readInstant } from "../time/instant.ts";
import { type ScheduleProblem, scheduleProblemOf } from "../time/schedule-problem.ts";
import { nextSlot, type Timing } from "../time/timing.ts";
import { knowsZone } from "../time/zoned-days.ts";
import type { Json } from "../words/json.ts";
import {
  isOneOf,
  MISFIRE_POLICIES,
  type MisfirePolicy,
  OVERLAP_POLICIES,
  type OverlapPolicy,
} from "../words/vocabulary.ts";

/**
 * What decides when and how a schedule fires. Plain JSON (instants in ISO 8601): code declares all of it, people
 * override it field by field, and the difference can be shown and reset.
 */
export interface ScheduleSettings {
  kind: Exclude<Timing["kind"], "never">;
  expression: string | null;
  timezone: string;
  everySeconds: number | null;
  runAt: string | null;
  params: Json;
  misfire: MisfirePolicy;
  /** Older slots are never run. Null: however late. */
  maxLatenessSeconds: number | null;
  /** Runs that `run-all` makes at most. */
  maxCatchUp: number;
  /** Null: as the job says. */
  overlap: OverlapPolicy | null;
  /** A slot younger than this is on time. */
  graceSeconds: number;
  /** The dispatcher looks at a slot this long after it. */
  delaySeconds: number;
  /** At most so much is added to each start. */
  jitterSeconds: number;
  startsAt: string | null;
  endsAt: string | null;
  enabled: boolean;
}

export type ScheduleField = keyof ScheduleSettings;

/** Fields whose change moves the slots: the next one is then computed anew, from now on. */
export const TIMING_FIELDS = ["kind", "expression", "timezone", "everySeconds", "runAt", "startsAt", "endsAt"] as const;

export const DEFAULT_SETTINGS: ScheduleSettings = {
  kind: "cron",
  expression: null,
  timezone: "UTC",
  everySeconds: null,
  runAt: null,
  params: {},
  misfire: "run-once",
  maxLatenessSeconds: null,
  maxCatchUp: 100,
  overlap: null,
  graceSeconds: 30,
  delaySeconds: 0,
  jitterSeconds: 0,
  startsAt: null,
  endsAt: null,
  enabled: true,
};

export const SCHEDULE_FIELDS = Object.keys(DEFAULT_SETTINGS) as readonly ScheduleField[];

/** How the slots of the registry's jobs reach us. */
export interface DeliveryRules {
  /** Where the platform's own cron calls this job, the dispatcher only watches, this long after each slot; else null. */
  watchAfterSeconds: (job: AnyJob) => number | null;
  /** A slot younger than this is on time. */
  graceSeconds: number;
}

/** What the code says about a job's schedule, or null when it has none. */
export function declaredSettings(
  job: AnyJob,
  { watchAfterSeconds, graceSeconds }: DeliveryRules,
): ScheduleSettings | null {
  const { schedule } = job;
  if (schedule.kind === "none") return null;
  const watchAfter = watchAfterSeconds(job);
  const common = {
    ...DEFAULT_SETTINGS,
    misfire: job.misfire ?? DEFAULT_SETTINGS.misfire,
    maxLatenessSeconds: job.maxLatenessSeconds ?? null,
    maxCatchUp: job.maxCatchUp ?? DEFAULT_SETTINGS.maxCatchUp,
    graceSeconds,
    delaySeconds: watchAfter ?? spreadSeconds(job),
  };
  switch (schedule.kind) {
    case "cron":
      return { ...common, kind: "cron", expression: schedule.expression, timezone: schedule.timezone };
    case "interval":
      return { ...common, kind: "interval", everySeconds: schedule.everySeconds };
    case "date":
      return { ...common, kind: "date", runAt: isoOf(schedule.at) };
  }
}

/** An invalid date has no ISO form: kept as the word, so that the check of the settings can name it. */
const isoOf = (at: Date) => (Number.isNaN(at.getTime()) ? String(at) : at.toISOString());

/** A stable offset within the job's spread, from its name: 32 jobs of the same minute must not start in one second. */
function spreadSeconds(job: AnyJob): number {
  const within = job.spreadSeconds ?? 0;
  let hash = 0;
  for (const character of job.name) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return within === 0 ? 0 : hash % (within + 1);
}

/**
 * What makes the slots of settings; none where this runtime lacks their zone, so that one such row breaks no screen.
 * @param anchorAt where the grid of an interval starts
 */
export function timingOf(settings: ScheduleSettings, anchorAt: Date): Timing {
  switch (settings.kind) {
    case "cron":
      if (!knowsZone(settings.timezone)) return { kind: "never" };
      return { kind: "cron", expression: settings.expression ?? "", timezone: settings.timezone };
    case "interval":
      return { kind: "interval", everySeconds: settings.everySeconds ?? 0, anchor: anchorAt };
    case "date":
      return { kind: "date", at: new Date(settings.runAt ?? Number.NaN) };
  }
}

/** The first slot from `now` on, within the schedule's start and end: an edit never fires a past slot. */
export function firstSlot(settings: ScheduleSettings, { anchorAt, now }: { anchorAt: Date; now: Date }): Date | null {
  const startsAt = settings.startsAt === null ? null : new Date(settings.startsAt);
  const after = startsAt && startsAt > now ? new Date(startsAt.getTime() - 1) : now;
  const slot = nextSlot(timingOf(settings, anchorAt), after);
  return slot && settings.endsAt !== null && slot > new Date(settings.endsAt) ? null : slot;
}

export interface SettingsProblem extends ScheduleProblem {
  field: ScheduleField;
}

/** Everything that is wrong with settings, each with the field it is about. */
export function settingsProblems(settings: ScheduleSettings): SettingsProblem[] {
  const { kind, timezone, misfire, overlap, startsAt, endsAt } = settings;
  const problems = [...timingProblems(settings), ...boundProblems(settings)];
  const expect = (holds: boolean, field: ScheduleField, problem: ScheduleProblem) =>
    holds || problems.push({ field, ...problem });
  expect(kind === "cron" || knowsZone(timezone), "timezone", scheduleProblemOf("bad_timezone", { timezone }));
  expect(isOneOf(MISFIRE_POLICIES, misfire), "misfire", oneOf(MISFIRE_POLICIES));
  expect(overlap === null || isOneOf(OVERLAP_POLICIES, overlap), "overlap", oneOf([...OVERLAP_POLICIES, "null"]));
  const isInOrder = startsAt === null || endsAt === null || !(new Date(startsAt) >= new Date(endsAt));
  expect(isInOrder, "endsAt", scheduleProblemOf("ends_too_early", {}));
  return problems;
}

const oneOf = (choices: readonly string[]) => scheduleProblemOf("bad_choice", { choices: choices.join(", ") });

const MAX_INTERVAL_SECONDS = 366 * 86_400;

function timingProblems({ kind, expression, timezone, everySeconds, runAt }: ScheduleSettings): SettingsProblem[] {
  switch (kind) {
    case "cron": {
      const problem = scheduleProblem(expression ?? "", timezone);
      return problem ? [{ field: problem.code === "bad_timezone" ? "timezone" : "expression", ...problem }] : [];
    }
    case "interval": {
      const fits = Number.isInteger(everySeconds) && Number(everySeconds) >= 1;
      if (fits && Number(everySeconds) <= MAX_INTERVAL_SECONDS) return [];
      const values = { most: MAX_INTERVAL_SECONDS, seconds: String(everySeconds) };
      return [{ field: "everySeconds", ...scheduleProblemOf("bad_interval", values) }];
    }
    case "date":
      return instantProblems("runAt", String(runAt));
  }
}

function boundProblems({ startsAt, endsAt }: ScheduleSettings): SettingsProblem[] {
  const bounds = Object.entries({ startsAt, endsAt }) as ["startsAt" | "endsAt", string | null][];
  return bounds.flatMap(([field, text]) => (text === null ? [] : instantProblems(field, text)));
}

function instantProblems(field: "runAt" | "startsAt" | "endsAt", text: string): SettingsProblem[] {
  const fits = readInstant(text).kind === "instant";
  return fits ? [] : [{ field, ...scheduleProblemOf("bad_instant", { given: text }) }];
}

/** The schedule that the registry declares for a job. */
export const registryScheduleId = (job: AnyJob): string => `job:${job.name}`;
