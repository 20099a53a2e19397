import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { maskSecrets } from "../../cron/jobs/secret-params.ts";
import { type Drift, driftOf } from "../../cron/schedules/edit.ts";
import type { ScheduleRecord } from "../../cron/schedules/record.ts";
import type { ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { Json } from "../../cron/words/json.ts";
import { holdsOf, nextToRun } from "./schedule-ahead.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";
import { settingsTimingWords, type TimingEntry, timingEntryOf } from "./schedule-words.ts";
import type { JobHold, Pause } from "./scheduler.ts";

/** `done`: no slot lies ahead any more. `parked`: it cannot be planned. `removed`: its job left the code. */
export type ScheduleStatus = "scheduled" | "paused" | "disabled" | "done" | "parked" | "removed";

type ShownSettings = Pick<
  ScheduleSettings,
  | "timezone"
  | "enabled"
  | "params"
  | "misfire"
  | "maxLatenessSeconds"
  | "maxCatchUp"
  | "overlap"
  | "jitterSeconds"
  | "startsAt"
  | "endsAt"
>;

/** A schedule for people and programs. Instants are UTC. */
export interface ScheduleEntry extends ShownSettings {
  id: string;
  name: string;
  jobName: string;
  /** Declared in the code, or made by a person. */
  origin: ScheduleRecord["origin"];
  status: ScheduleStatus;
  /** In words: "At 02:00, only on Monday". */
  trigger: string;
  timing: TimingEntry;
  /** The next slot that will run, past every pause and slot taken out; null when none will by itself. */
  nextRunTime: Date | null;
  /** When the latest of its runs began; null when none of its last 50 slots ran. */
  lastRunTime: Date | null;
  paused: boolean;
  pausedSince: Date | null;
  pausedUntil: Date | null;
  pauseReason: string | null;
  pausedBy: string | null;
  /** Why it cannot be planned; null while it can. Its slots wait, and it is tried once a minute. */
  parkedReason: string | null;
  parkedSince: Date | null;
  /** Values of secret parameters are masked. */
  params: Json;
  /** Where people differ from the code. */
  drift: Drift[];
  version: number;
  createdAt: Date;
  createdBy: string | null;
}

/** @param job null when the code has none of that name any more */
export function scheduleEntry(
  row: ScheduleRow,
  {
    job,
    now,
    lastRunTime,
    held = NOTHING_ELSE,
  }: { job: AnyJob | null; now: Date; lastRunTime: Date | null; held?: HeldFromOutside },
): ScheduleEntry {
  const record = recordOf(row);
  const { settings } = record;
  const pause = pauseOf(row, now);
  const removed = job === null || record.removedAt !== null;
  return {
    id: row.id,
    name: row.name,
    jobName: row.jobName,
    origin: record.origin,
    status: removed ? "removed" : row.parkedReason === null ? statusOf(record, pause.paused) : "parked",
    trigger: settingsTimingWords(settings),
    timing: timingEntryOf(settings),
    ...shownSettings(settings, job),
    nextRunTime: removed || row.parkedReason !== null ? null : nextRunTime(record, { pause, now, held }),
    lastRunTime,
    ...pause,
    parkedReason: row.parkedReason,
    parkedSince: row.parkedAt,
    drift: driftOf(record).map((drift) => (drift.field === "params" ? maskedDrift(drift, job) : drift)),
    version: row.version,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
  };
}

/** Settings as people see them. */
function shownSettings(settings: ScheduleSettings, job: AnyJob | null): ShownSettings {
  const { timezone, enabled, misfire, maxLatenessSeconds, maxCatchUp, overlap } = settings;
  const { jitterSeconds, startsAt, endsAt } = settings;
  const plain = {
    timezone,
    enabled,
    misfire,
    maxLatenessSeconds,
    maxCatchUp,
    overlap,
    jitterSeconds,
    startsAt,
    endsAt,
  };
  return { ...plain, params: maskSecrets(job, settings.params) };
}

function statusOf({ settings, nextSlot }: ScheduleRecord, paused: boolean): ScheduleStatus {
  if (nextSlot === null) return "done";
  if (!settings.enabled) return "disabled";
  return paused ? "paused" : "scheduled";
}

type PauseEntry = Pick<ScheduleEntry, "paused" | "pausedSince" | "pausedUntil" | "pauseReason" | "pausedBy">;

/** A pause whose end is over is none. */
function pauseOf({ pausedAt, pausedUntil, pauseReason, pausedBy }: ScheduleRow, now: Date): PauseEntry {
  const paused = pausedAt !== null && (pausedUntil === null || pausedUntil > now);
  if (!paused) return { paused, pausedSince: null, pausedUntil: null, pauseReason: null, pausedBy: null };
  return { paused, pausedSince: pausedAt, pausedUntil, pauseReason, pausedBy };
}

/** What holds a schedule beside its own switch and pause. */
export interface HeldFromOutside {
  job: JobHold;
  everything: Pause | null;
  /** Slots that people took out, in ms. */
  takenOut: ReadonlySet<number>;
}

const NOTHING_ELSE: HeldFromOutside = { job: { enabled: true, pause: null }, everything: null, takenOut: new Set() };

function nextRunTime(
  record: ScheduleRecord,
  { pause, now, held }: { pause: PauseEntry; now: Date; held: HeldFromOutside },
): Date | null {
  const { pausedSince: since, pausedUntil: until, pauseReason: reason, pausedBy: by } = pause;
  const own = { enabled: record.settings.enabled, pause: since && { since, until, reason, by } };
  const holds = holdsOf(own, held.job, held.everything);
  return nextToRun(record, { from: now, holds, takenOut: held.takenOut });
}

function maskedDrift({ field, declared, current }: Drift, job: AnyJob | null): Drift {
  return { field, declared: maskSecrets(job, declared as Json), current: maskSecrets(job, current as Json) };
}
