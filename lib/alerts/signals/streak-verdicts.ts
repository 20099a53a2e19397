import { declaredSettings, registryScheduleId, timingOf } from "../../cron/schedules/settings.ts";
import { countSlots } from "../../cron/time/timing.ts";
import type { NumbersOf } from "../rules/rule-table.ts";
import type { JobView } from "./job-view.ts";
import { ended, jobFacts, type SignalRow, succeeded, toldAt } from "./signal-row.ts";
import type { RowVerdict } from "./verdict.ts";

/** Verdicts on runs that ended the same way one after the other. Pure. */

export function failedVerdict(view: JobView, numbers: NumbersOf<"failed">, now: Date): RowVerdict {
  const rows = view.rows.filter(ended);
  const streak = leading(rows, (row) => !succeeded(row));
  const wanted = runsRarely(view, now) ? numbers.rareFailures : numbers.failures;
  return streakVerdict(view, { rows, streak, wanted });
}

export function partialVerdict(view: JobView, numbers: NumbersOf<"partial">): RowVerdict {
  const rows = view.rows.filter(ended);
  const streak = leading(rows, ({ status }) => status === "partial");
  const [last] = rows;
  if (streak.length === 0 && last?.status !== "completed") return null;
  return streakVerdict(view, { rows, streak, wanted: numbers.partials });
}

interface Streak {
  /** Ended runs, newest first. */
  rows: readonly SignalRow[];
  streak: readonly SignalRow[];
  wanted: number;
}

function streakVerdict({ job }: JobView, { rows, streak, wanted }: Streak): RowVerdict {
  const [last] = rows;
  const first = streak.at(-1);
  if (!last) return null;
  if (!first) return { says: "right", at: toldAt(last) };
  if (streak.length < wanted) return null;
  const facts = { ...jobFacts(job, last), count: streak.length, since: first.startedAt.toISOString() };
  return { says: "wrong", at: toldAt(last), facts };
}

function leading(rows: readonly SignalRow[], fits: (row: SignalRow) => boolean): readonly SignalRow[] {
  const end = rows.findIndex((row) => !fits(row));
  return end < 0 ? rows : rows.slice(0, end);
}

/** Who delivers the slots does not matter to how many there are. */
const ANY_RULES = { watchAfterSeconds: () => null, graceSeconds: 0 };
const WEEK_MS = 7 * 86_400_000;
/** Every six hours, and one more: the week in which the clocks are put forward has an hour of another one. */
const RARE_SLOTS_A_WEEK = 4 * 7 + 1;

/** Whether a job runs every 6 h or rarer: all its schedules together, over a week. One that only people start does. */
function runsRarely({ job, schedules }: JobView, now: Date): boolean {
  const until = new Date(now.getTime() + WEEK_MS);
  const stored = schedules.filter(({ duty }) => duty !== "off").map(({ timing }) => timing);
  // What no scheduler has stored yet is as the code says.
  const own = schedules.some(({ id }) => id === registryScheduleId(job)) ? null : declaredSettings(job, ANY_RULES);
  const counts = [...stored, ...(own ? [timingOf(own, now)] : [])].map((timing) => countSlots(timing, now, until));
  return counts.reduce((sum, slots) => sum + slots, 0) <= RARE_SLOTS_A_WEEK;
}
