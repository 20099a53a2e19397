import type { ScheduleRecord } from "../../cron/schedules/record.ts";
import type { ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { Json } from "../../cron/words/json.ts";
import type { Prisma } from "../../db.ts";

/** A row of `cron_schedules` as Prisma gives it. */
export type ScheduleRow = Prisma.CronScheduleGetPayload<object>;

/** The schedule of a row, as the engine plans with it. */
export function recordOf(row: ScheduleRow): ScheduleRecord {
  const { id, jobName, name, nextSlot, lastSlot, removedAt, version } = row;
  return {
    ...{ id, jobName, name, nextSlot, lastSlot, removedAt, version },
    origin: row.origin === "code" ? "code" : "person",
    declared: row.declared as ScheduleSettings | null,
    overrides: (row.overrides ?? {}) as Partial<ScheduleSettings>,
    settings: settingsOf(row),
    anchorAt: row.anchorAt ?? row.createdAt,
  };
}

/** The words in the columns are those of the types: CHECKs of the table and the engine's own writes see to that. */
function settingsOf(row: ScheduleRow): ScheduleSettings {
  const { expression, timezone, everySeconds, maxLatenessSeconds, maxCatchUp, enabled } = row;
  return {
    ...{ expression, timezone, everySeconds, maxLatenessSeconds, maxCatchUp, enabled },
    kind: row.kind as ScheduleSettings["kind"],
    runAt: row.runAt?.toISOString() ?? null,
    params: (row.params ?? {}) as Json,
    misfire: row.misfire as ScheduleSettings["misfire"],
    overlap: row.overlap as ScheduleSettings["overlap"],
    graceSeconds: row.graceSeconds,
    delaySeconds: row.delaySeconds,
    jitterSeconds: row.jitterSeconds,
    startsAt: row.startsAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
  };
}
