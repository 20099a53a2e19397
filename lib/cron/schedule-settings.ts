import type { AnyJob } from "./define-job.ts";
import { MISFIRE_POLICIES, type MisfirePolicy } from "./misfire.ts";
import type { Json } from "./ports.ts";
import { isTimezone, scheduleProblem } from "./schedule.ts";
import { nextSlot, type Timing } from "./timing.ts";
import { isOneOf, OVERLAP_POLICIES, type OverlapPolicy } from "./vocabulary.ts";

/**
 * What decides when and how a schedule fires. Plain JSON (instants in ISO 8601): code declares all of it, people
 * override it field by field, and the difference can be shown and reset.
 */
export interface ScheduleSettings {
  kind: Timing["kind"];
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

/** What makes the slots of settings. @param anchorAt where the grid of an interval starts */
export function timingOf(settings: ScheduleSettings, anchorAt: Date): Timing {
  switch (settings.kind) {
    case "cron":
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

export interface SettingsProblem {
  field: ScheduleField;
  message: string;
}

/** Everything that is wrong with settings, each with the field it is about. */
export function settingsProblems(settings: ScheduleSettings): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const expect = (holds: boolean, field: ScheduleField, message: string) => holds || problems.push({ field, message });
  const { startsAt, endsAt } = settings;
  problems.push(...timingProblems(settings));
  const { kind, timezone } = settings;
  expect(kind === "cron" || isTimezone(timezone), "timezone", `"${timezone}" is not an IANA time zone`);
  expect(isOneOf(MISFIRE_POLICIES, settings.misfire), "misfire", `expected one of ${MISFIRE_POLICIES.join(", ")}`);
  expect(
    settings.overlap === null || isOneOf(OVERLAP_POLICIES, settings.overlap),
    "overlap",
    `expected one of ${OVERLAP_POLICIES.join(", ")} or null`,
  );
  expect(startsAt === null || endsAt === null || startsAt < endsAt, "endsAt", "must be after startsAt");
  return problems;
}

function timingProblems(settings: ScheduleSettings): SettingsProblem[] {
  switch (settings.kind) {
    case "cron": {
      const problem = scheduleProblem(settings.expression ?? "", settings.timezone);
      return problem === null
        ? []
        : [{ field: problem.includes("time zone") ? "timezone" : "expression", message: problem }];
    }
    case "interval": {
      const seconds = settings.everySeconds;
      const fits = seconds !== null && Number.isInteger(seconds) && seconds >= 1 && seconds <= 366 * 86_400;
      return fits
        ? []
        : [{ field: "everySeconds", message: `expected 1 to ${366 * 86_400} whole seconds, got ${seconds}` }];
    }
    case "date": {
      const fits = settings.runAt !== null && !Number.isNaN(Date.parse(settings.runAt));
      return fits ? [] : [{ field: "runAt", message: `expected an instant in ISO 8601, got ${settings.runAt}` }];
    }
  }
}
