import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, invalidInput } from "../auth/refusals.ts";
import type { ScheduleRecord } from "../cron/schedules/record.ts";
import { timingOf } from "../cron/schedules/settings.ts";
import { wholeSecond } from "../cron/time/instant.ts";
import { latestSlot, nextSlot } from "../cron/time/timing.ts";
import type { Delivery, NotBegun } from "../cron/words/answers.ts";
import type { Json } from "../cron/words/json.ts";
import { recordOf, type ScheduleRow } from "../dashboard/schedules/schedule-row.ts";
import { readSchedule } from "../dashboard/schedules/schedules.ts";
import { issueAt } from "../dashboard/words/issue-words.ts";
import { dashboardDeps } from "./deps.ts";
import type { PauseRequest, PauseState } from "./pause.ts";
import { type Begun, startRun } from "./runs.ts";
import { noSuchSchedule, withSchedule } from "./schedule-lock.ts";

/**
 * Holds one schedule still: its slots are skipped as `paused` until the end or a resume; its job runs otherwise. A pause
 * of what is paused already takes its place.
 * @throws ApiError 404; 422 for an end that is over
 */
export async function pauseSchedule(acting: Acting, id: string, { until, reason }: PauseRequest): Promise<void> {
  const pausedBy = actorName(acting).slice(0, 200);
  await hold(acting, id, { action: "schedule.pause", note: reason }, (now) => {
    if (until !== null && until <= now) {
      throw invalidInput("body", [issueAt("until", "not_ahead", { given: until.toISOString() })]);
    }
    return { pausedAt: now, pausedUntil: until, pauseReason: reason, pausedBy };
  });
}

/**
 * Ends a pause at once. The slots that fell into it were skipped, so nothing is caught up.
 * @throws ApiError 404
 */
export async function resumeSchedule(acting: Acting, id: string): Promise<void> {
  const none = { pausedAt: null, pausedUntil: null, pauseReason: null, pausedBy: null };
  await hold(acting, id, { action: "schedule.resume", note: null }, () => none);
}

/** What is not paused is not resumed, and leaves no trace. */
async function hold(
  acting: Acting,
  id: string,
  entry: { action: "schedule.pause" | "schedule.resume"; note: string | null },
  stateAt: (now: Date) => PauseState,
): Promise<void> {
  await withSchedule(acting, id, async ({ tx, row, now }) => {
    const state = stateAt(now);
    if (state.pausedAt === null && row.pausedAt === null) return;
    await tx.cronSchedule.update({ where: { id }, data: state });
    await recordAudit(tx, acting, { ...entry, target: id, before: told(row), after: told(state) });
  });
}

function told({ pausedAt, pausedUntil, pauseReason, pausedBy }: PauseState | ScheduleRow): Json {
  if (pausedAt === null) return null;
  return { pausedAt: pausedAt.toISOString(), pausedUntil: pausedUntil?.toISOString() ?? null, pauseReason, pausedBy };
}

/** A slot that lies ahead. */
interface SlotToSkip {
  slot: Date;
  reason?: string | undefined;
  /** Puts it back. */
  undo: boolean;
}

/**
 * Takes one slot out of a schedule, or puts it back; twice is as good as once.
 * @throws ApiError 404; 422 when the schedule has no such slot ahead, with those that are nearest
 */
export async function skipSlot(acting: Acting, id: string, { slot: asked, reason, undo }: SlotToSkip): Promise<void> {
  await withSchedule(acting, id, async ({ tx, row, now }) => {
    const record = recordOf(row);
    const slot = slotIn(record, wholeSecond(asked));
    if (slot === null || !isAhead(record, slot, now)) throw noSuchSlot(record, asked, now);
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

/** The slot that lies in a second: screens show no finer, but an older grid or a date may have milliseconds. */
function slotIn({ settings, anchorAt }: ScheduleRecord, second: Date): Date | null {
  const slot = latestSlot(timingOf(settings, anchorAt), new Date(second.getTime() + 999));
  return slot && slot >= second ? slot : null;
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

/**
 * Runs a schedule's job now with the schedule's parameters, beside its slots. While the schedule is paused or disabled
 * only `force` does; the same holds for its job.
 * @throws ApiError 404; and what `startRun` throws
 */
export async function runSchedule(
  acting: Acting,
  id: string,
  { force, delivery }: { force: boolean; delivery: Delivery },
): Promise<Begun> {
  const entry = await readSchedule(dashboardDeps(acting.runtime), id);
  if (!entry) throw noSuchSchedule(id);
  const { jobName: job } = entry;
  const refusal = force ? null : refusalOf(entry);
  if (refusal) {
    const after = { runId: null, force, scheduleId: id, reason: refusal.reason };
    await recordAudit(acting.runtime.db, acting, { action: "run.refused", target: job, after });
    return refusal;
  }
  const { params } = await acting.runtime.db.cronSchedule.findUniqueOrThrow({
    where: { id },
    select: { params: true },
  });
  return await startRun(acting, { job, params: params ?? {}, trigger: "dashboard", delivery, force, scheduleId: id });
}

type Entry = NonNullable<Awaited<ReturnType<typeof readSchedule>>>;

function refusalOf(entry: Entry): NotBegun | null {
  const { id, jobName, enabled, paused, pausedBy, pausedUntil, pauseReason } = entry;
  if (enabled && !paused) return null;
  const until = pausedUntil === null ? "until somebody resumes it" : `until ${pausedUntil.toISOString()}`;
  const why = enabled ? [`paused by ${pausedBy} ${until}`, pauseReason].filter(Boolean).join(": ") : "disabled";
  return {
    kind: "skipped",
    jobName,
    reason: enabled ? "paused" : "disabled",
    message: `Schedule ${id} is ${why}; with force it runs all the same`,
    ...{ runId: null, firstStatus: null, heldBy: null },
  };
}
