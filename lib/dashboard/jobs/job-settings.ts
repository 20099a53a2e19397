import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { lanesOf } from "../../cron/jobs/lock-key.ts";
import { maskSecrets } from "../../cron/jobs/secret-params.ts";
import { driftOf } from "../../cron/schedules/edit.ts";
import { registryScheduleId, type ScheduleField } from "../../cron/schedules/settings.ts";
import type { Json } from "../../cron/words/json.ts";
import { recordOf, type ScheduleRow } from "../schedules/schedule-row.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { switchedTo } from "./job-switches.ts";

export type SettingName =
  | "enabled"
  | "timeout"
  | "maxAttempts"
  | "backoff"
  | "overlap"
  | "concurrency"
  | "spreadSeconds"
  | "finishWithin"
  | "finishBy"
  | "importance"
  | ScheduleSetting;

type ScheduleSetting = (typeof SCHEDULE_SETTINGS)[number];

/** How a setting's value is to be read. */
export type SettingKind = "seconds" | "json" | "text";

/** One setting of a job as it is in force, and why it is so. */
export interface JobSetting {
  name: SettingName;
  value: Json;
  kind: SettingKind;
  /** `platform`: what the code asks for is more than the platform allows. */
  origin: "code" | "override" | "platform";
  /** What the code says, where something else is in force. */
  declared: Json;
  /** How it goes back to what the code says; null where nothing overrides it. */
  reset: { kind: "switch" } | { kind: "schedule"; scheduleId: string; version: number; field: ScheduleField } | null;
}

/** Fields of the declared schedule that people may know, in the order in which they are read. */
const SCHEDULE_SETTINGS = [
  "expression",
  "everySeconds",
  "runAt",
  "timezone",
  "params",
  "misfire",
  "maxLatenessSeconds",
  "maxCatchUp",
  "jitterSeconds",
  "startsAt",
  "endsAt",
] as const satisfies readonly ScheduleField[];

/** The platform ends a request at its limit; an attempt is stopped this much before (details.md). */
const PLATFORM_MARGIN_SECONDS = 10;

/** All settings of a job with the origin of each, with two statements. */
export async function readJobSettings(
  { db }: Pick<DashboardDeps, "db">,
  job: AnyJob,
  { maxDurationSeconds }: { maxDurationSeconds: number | null },
): Promise<JobSetting[]> {
  const [config, schedule] = await Promise.all([
    db.cronJobConfig.findUnique({ where: { jobName: job.name }, select: { enabled: true, enabledByCode: true } }),
    db.cronSchedule.findUnique({ where: { id: registryScheduleId(job) } }),
  ]);
  return [
    switchOf(job, config && switchedTo(config)),
    timeoutOf(job, maxDurationSeconds),
    ...codeSettings(job),
    ...(schedule ? scheduleSettings(job, schedule) : []),
  ];
}

function switchOf(job: AnyJob, override: boolean | null): JobSetting {
  const declared = job.enabledByDefault ?? true;
  const common = { name: "enabled", kind: "text", declared } as const;
  if (override === null) return { ...common, value: declared, origin: "code", reset: null };
  return { ...common, value: override, origin: "override", reset: { kind: "switch" } };
}

function timeoutOf({ timeoutSeconds }: AnyJob, maxDurationSeconds: number | null): JobSetting {
  const limit = maxDurationSeconds === null ? Number.POSITIVE_INFINITY : maxDurationSeconds - PLATFORM_MARGIN_SECONDS;
  const isCut = timeoutSeconds > limit;
  return {
    name: "timeout",
    value: isCut ? limit : timeoutSeconds,
    kind: "seconds",
    origin: isCut ? "platform" : "code",
    declared: timeoutSeconds,
    reset: null,
  };
}

function codeSettings(job: AnyJob): JobSetting[] {
  const setting = (name: SettingName, value: Json, kind: SettingKind = "text"): JobSetting => {
    return { name, value, kind, origin: "code", declared: value, reset: null };
  };
  return [
    setting("maxAttempts", job.maxAttempts),
    ...(job.backoff ? [setting("backoff", { ...job.backoff } as Json, "json")] : []),
    setting("overlap", job.overlap ?? "skip"),
    setting("concurrency", lanesOf(job)),
    ...(job.spreadSeconds ? [setting("spreadSeconds", job.spreadSeconds, "seconds")] : []),
    ...(job.finishBy?.kind === "within" ? [setting("finishWithin", job.finishBy.seconds, "seconds")] : []),
    ...(job.finishBy?.kind === "time" ? [setting("finishBy", timeOf(job.finishBy))] : []),
    setting("importance", job.importance ?? "normal"),
  ];
}

/** Without a zone of its own it is read on the clocks of the schedule, which has a line of its own. */
const timeOf = ({ time, timezone }: { time: string; timezone?: string }) => (timezone ? `${time} ${timezone}` : time);

/** What the schedule leaves open is not shown, unless the code says otherwise. */
function scheduleSettings(job: AnyJob, row: ScheduleRow): JobSetting[] {
  const record = recordOf(row);
  const drift = new Map(driftOf(record).map((difference) => [difference.field, difference]));
  return SCHEDULE_SETTINGS.flatMap((field): JobSetting[] => {
    const value = shownValue(job, field, record.settings[field]);
    const difference = drift.get(field);
    if (!difference && isOpen(value)) return [];
    const { version } = record;
    return [
      {
        name: field,
        value,
        kind: field.endsWith("Seconds") ? "seconds" : field === "params" ? "json" : "text",
        origin: difference ? "override" : "code",
        declared: difference ? shownValue(job, field, difference.declared) : value,
        reset: difference ? { kind: "schedule", scheduleId: row.id, version, field } : null,
      },
    ];
  });
}

function shownValue(job: AnyJob, field: ScheduleField, value: Json): Json {
  return field === "params" ? maskSecrets(job, value) : value;
}

const isOpen = (value: Json) => value === null || value === 0 || JSON.stringify(value) === "{}";
