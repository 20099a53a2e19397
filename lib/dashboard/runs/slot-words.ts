import type { Words } from "../../i18n/words.ts";
import { exactIn, wallClock } from "../words/zone.ts";
import { hasStarted, neverRan, type RunEntry } from "./run-entry.ts";

type SlotRun = Pick<
  RunEntry,
  "state" | "attempts" | "scheduledFor" | "slotUntil" | "slots" | "executionTime" | "startedAt" | "jobName"
>;

/**
 * The slot of a run and its start, by the clocks of a zone: "slot 10:00", "started 10:00:03". With their dates where
 * these differ; of slots that never ran all of them: "3 slots 05:00 to 07:00". Nothing without a slot.
 */
export function slotWords(words: Words, run: SlotRun, zone: string): string[] {
  const { scheduledFor: slot, slotUntil, slots } = run;
  if (slot === null) return [];
  const dayOf = (at: Date) => wallClock(at, zone).slice(0, 10);
  const isOneDay = [run.executionTime, slotUntil ?? slot].every((at) => dayOf(at) === dayOf(slot));
  const shown = (at: Date, clock = wallClock(at, zone)) => (isOneDay ? clock.slice(11) : clock);
  if (slotUntil !== null && slots > 1) {
    return [words("slot.several", { count: slots, from: shown(slot), until: shown(slotUntil) })];
  }
  const one = words("slot.one", { at: shown(slot) });
  if (!hasStarted(run)) return [one];
  const startedAt = shown(run.startedAt, exactIn(run.startedAt, zone).slice(0, 19));
  return [one, words("slot.started", { at: startedAt })];
}

/**
 * The command that runs slots anew which never ran, or null where a backfill is not the way: the job refuses backfills,
 * or is no longer in the code.
 */
export function backfillCommandOf(
  run: SlotRun & { scheduleId: string | null },
  job: { backfill?: boolean } | null,
): string | null {
  const { jobName, scheduledFor: slot, slotUntil, scheduleId } = run;
  if (slot === null || !neverRan(run) || job === null || job.backfill === false) return null;
  const range = `--from ${toMinute(slot)} --to ${toMinute(slotUntil ?? slot)}`;
  const which = scheduleId === null || scheduleId === `job:${jobName}` ? "" : ` --schedule ${scheduleId}`;
  return `npm run cron -- backfill ${jobName} ${range}${which}`;
}

/** Seconds only where there are any: those of intervals. */
const toMinute = (at: Date) => at.toISOString().replace(/(?::00)?\.000Z$/, "Z");
