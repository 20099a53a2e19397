import type { Json } from "../../cron/ports.ts";
import { issueAt } from "../../dashboard/issue-words.ts";
import type { ScheduleRow } from "../../dashboard/schedule-row.ts";
import { type Acting, actorName } from "../acting.ts";
import { invalidInput } from "../api-error.ts";
import { recordAudit } from "../audit.ts";
import { withSchedule } from "../schedule-lock.ts";
import type { Pause, PauseState } from "./pause.ts";

/**
 * Holds one schedule still: its slots are skipped as `paused` until the end or a resume; its job runs otherwise. A pause
 * of what is paused already takes its place.
 * @throws ApiError 404; 422 for an end that is over
 */
export async function pauseSchedule(acting: Acting, id: string, { until, reason }: Pause): Promise<void> {
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
