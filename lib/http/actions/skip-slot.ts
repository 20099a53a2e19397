import type { ScheduleRecord } from "../../cron/schedule-record.ts";
import { timingOf } from "../../cron/schedule-settings.ts";
import { latestSlot, nextSlot } from "../../cron/timing.ts";
import { issueAt } from "../../dashboard/issue-words.ts";
import { recordOf } from "../../dashboard/schedule-row.ts";
import { type Acting, actorName } from "../acting.ts";
import { ApiError } from "../api-error.ts";
import { recordAudit } from "../audit.ts";
import { withSchedule } from "../schedule-lock.ts";

/** A slot that lies ahead. */
export interface SlotToSkip {
  slot: Date;
  reason?: string | undefined;
  /** Puts it back. */
  undo: boolean;
}

/**
 * Takes one slot out of a schedule, or puts it back; twice is as good as once.
 * @throws ApiError 404; 422 when the schedule has no such slot ahead, with those that are nearest
 */
export async function skipSlot(acting: Acting, id: string, { slot, reason, undo }: SlotToSkip): Promise<void> {
  await withSchedule(acting, id, async ({ tx, row, now }) => {
    const record = recordOf(row);
    if (!isAhead(record, slot, now)) throw noSuchSlot(record, slot, now);
    const key = { scheduleId: id, slot };
    const actor = actorName(acting).slice(0, 200);
    const { count } = undo
      ? await tx.cronScheduleSkip.deleteMany({ where: key })
      : await tx.cronScheduleSkip.createMany({
          data: [{ ...key, actor, reason: reason ?? null, createdAt: now }],
          skipDuplicates: true,
        });
    if (count === 0) return;
    const told = { slot: slot.toISOString() };
    await recordAudit(tx, acting, {
      action: undo ? "schedule.unskip" : "schedule.skip",
      target: id,
      before: { ...told, skipped: undo },
      after: { ...told, skipped: !undo },
      note: reason ?? null,
    });
  });
}

/** A schedule that is over has no next slot, and so none ahead. */
function isAhead(record: ScheduleRecord, slot: Date, now: Date): boolean {
  const { nextSlot: first, settings, anchorAt } = record;
  if (first === null || slot < first || slot <= now || isAfterEnd(record, slot)) return false;
  return latestSlot(timingOf(settings, anchorAt), slot)?.getTime() === slot.getTime();
}

function isAfterEnd({ settings: { endsAt } }: ScheduleRecord, slot: Date): boolean {
  return endsAt !== null && slot > new Date(endsAt);
}

function noSuchSlot(record: ScheduleRecord, slot: Date, now: Date): ApiError {
  const nearest = nearestSlots(record, slot, now).map((at) => at.toISOString());
  const issue =
    nearest.length === 0
      ? issueAt("slot", "no_slot_ahead", {})
      : issueAt("slot", "no_slot", { nearest: nearest.join(", ") });
  const message = `Expected a slot of ${record.id} that lies ahead: ${slot.toISOString()} ${issue.message}`;
  return new ApiError(message, { status: 422, code: "invalid_input", details: { nearest }, issues: [issue] });
}

/** The slots ahead right before and after an instant. */
function nearestSlots(record: ScheduleRecord, slot: Date, now: Date): Date[] {
  const { nextSlot: first, settings, anchorAt } = record;
  if (first === null) return [];
  const timing = timingOf(settings, anchorAt);
  const candidates = [latestSlot(timing, slot), slot < first ? first : nextSlot(timing, slot)];
  return candidates.filter((at) => at !== null && isAhead(record, at, now)) as Date[];
}
