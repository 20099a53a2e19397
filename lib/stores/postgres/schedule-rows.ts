import type { ScheduleRecord, ScheduleWrite } from "../../cron/schedules/record.ts";
import type { ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { Json } from "../../cron/words/json.ts";
import type { MisfirePolicy, OverlapPolicy } from "../../cron/words/vocabulary.ts";

/** A row of `cron_schedules` as the driver gives it. */
export interface ScheduleSqlRow {
  id: string;
  job_name: string;
  name: string;
  origin: "code" | "person";
  declared: ScheduleSettings | null;
  overrides: Partial<ScheduleSettings> | null;
  kind: ScheduleSettings["kind"];
  expression: string | null;
  timezone: string;
  every_seconds: number | null;
  anchor_at: Date | null;
  run_at: Date | null;
  params: Json;
  enabled: boolean;
  misfire: MisfirePolicy;
  max_lateness_seconds: number | null;
  max_catch_up: number;
  overlap: OverlapPolicy | null;
  grace_seconds: number;
  delay_seconds: number;
  jitter_seconds: number;
  starts_at: Date | null;
  ends_at: Date | null;
  next_slot: Date | null;
  last_slot: Date | null;
  removed_at: Date | null;
  version: number;
  created_at: Date;
}

export function toRecord(row: ScheduleSqlRow): ScheduleRecord {
  return {
    id: row.id,
    jobName: row.job_name,
    name: row.name,
    origin: row.origin,
    declared: row.declared,
    overrides: row.overrides ?? {},
    settings: toSettings(row),
    anchorAt: row.anchor_at ?? row.created_at,
    nextSlot: row.next_slot,
    lastSlot: row.last_slot,
    removedAt: row.removed_at,
    version: row.version,
  };
}

function toSettings(row: ScheduleSqlRow): ScheduleSettings {
  return {
    kind: row.kind,
    expression: row.expression,
    timezone: row.timezone,
    everySeconds: row.every_seconds,
    runAt: row.run_at?.toISOString() ?? null,
    params: row.params,
    misfire: row.misfire,
    maxLatenessSeconds: row.max_lateness_seconds,
    maxCatchUp: row.max_catch_up,
    overlap: row.overlap,
    graceSeconds: row.grace_seconds,
    delaySeconds: row.delay_seconds,
    jitterSeconds: row.jitter_seconds,
    startsAt: row.starts_at?.toISOString() ?? null,
    endsAt: row.ends_at?.toISOString() ?? null,
    enabled: row.enabled,
  };
}

/** The JSON that cron_put_schedule_v1 reads: column names as keys. */
export function scheduleJson(write: ScheduleWrite): string {
  const { settings } = write;
  return JSON.stringify({
    id: write.id,
    version: write.version,
    job_name: write.jobName,
    name: write.name,
    origin: write.origin,
    declared: write.declared,
    overrides: write.overrides,
    kind: settings.kind,
    expression: settings.expression,
    timezone: settings.timezone,
    every_seconds: settings.everySeconds,
    anchor_at: write.anchorAt,
    run_at: settings.runAt,
    params: settings.params,
    enabled: settings.enabled,
    misfire: settings.misfire,
    max_lateness_seconds: settings.maxLatenessSeconds,
    max_catch_up: settings.maxCatchUp,
    overlap: settings.overlap,
    grace_seconds: settings.graceSeconds,
    delay_seconds: settings.delaySeconds,
    jitter_seconds: settings.jitterSeconds,
    starts_at: settings.startsAt,
    ends_at: settings.endsAt,
    next_slot: write.nextSlot,
    next_run_at: write.nextRunAt,
    removed_at: write.removedAt,
    created_by: write.createdBy,
  });
}
