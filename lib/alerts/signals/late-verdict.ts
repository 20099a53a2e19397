import { registryScheduleId } from "../../cron/schedules/settings.ts";
import { finishByDeadline } from "../../cron/time/finish-by.ts";
import { lastSlots } from "../../cron/time/timing.ts";
import { percentile } from "../../cron/words/percentile.ts";
import { isWaiting } from "../../cron/words/vocabulary.ts";
import type { NumbersOf } from "../rules/rule-table.ts";
import type { JobView, ScheduleView } from "./job-view.ts";
import { jobFacts, type SignalRow, succeeded } from "./signal-row.ts";
import type { RowVerdict } from "./verdict.ts";

/** Of the newest slots: the older ones are there for when the newest is still under way. */
const SLOTS = 5;

/**
 * Whether the newest slot that can be judged was, or will be, done by the deadline of the job's `finishBy`. A slot is
 * done by its own successful run or by any later one; one that people held back, or that never came, is not judged. Pure.
 */
export function lateVerdict(view: JobView, { leastRuns }: NumbersOf<"late">, now: Date): RowVerdict {
  const { job, schedules } = view;
  const schedule = schedules.find(({ id }) => id === registryScheduleId(job));
  if (!job.finishBy || !schedule || schedule.duty !== "on") return null;
  const slots = lastSlots(schedule.timing, { from: new Date(0), to: now, limit: SLOTS }).reverse();
  for (const slot of slots) {
    const deadline = finishByDeadline(job.finishBy, slot, schedule.timezone);
    const verdict = judgeSlot(view, { slot, deadline, schedule, now, p95Ms: p95Of(view, leastRuns) });
    if (verdict) return verdict;
  }
  return null;
}

interface Judging {
  slot: Date;
  deadline: Date;
  schedule: ScheduleView;
  now: Date;
  /** Null while too few runs are known. */
  p95Ms: number | null;
}

function judgeSlot(view: JobView, judging: Judging): RowVerdict {
  const { slot, deadline, schedule, now } = judging;
  const row = view.rows.find((known) => standsFor(known, schedule.id, slot)) ?? null;
  if (!isDue(row, schedule, slot)) return null;
  const doneAt = doneAtOf(view.rows, slot, row);
  if (doneAt && doneAt <= deadline) return { says: "right", at: doneAt };
  if (now > deadline) return lateOf(view, { ...judging, row, code: "passed", at: deadline });
  const endsAt = forecast(row, judging);
  if (endsAt === null || endsAt <= deadline) return null;
  return lateOf(view, { ...judging, row, code: "forecast", at: row?.startedAt ?? slot });
}

const standsFor = ({ scheduleId, scheduledFor, slotUntil }: SignalRow, schedule: string, slot: Date) =>
  scheduleId === schedule && scheduledFor !== null && scheduledFor <= slot && (slotUntil ?? scheduledFor) >= slot;

/** Without a row only a slot that still lies before the dispatcher came at all. */
function isDue(row: SignalRow | null, { nextSlot }: ScheduleView, slot: Date): boolean {
  if (row === null) return nextSlot !== null && slot >= nextSlot;
  return row.status !== "skipped" && row.status !== "cancelled";
}

function doneAtOf(rows: readonly SignalRow[], slot: Date, own: SignalRow | null): Date | null {
  const done = rows.filter((row) => succeeded(row) && (row.id === own?.id || row.startedAt >= slot));
  const instants = done.flatMap(({ completedAt }) => (completedAt ? [completedAt.getTime()] : []));
  return instants.length > 0 ? new Date(Math.min(...instants)) : null;
}

/** When it will be done, if it takes what most runs take; null for what ended badly, and while too little is known. */
function forecast(row: SignalRow | null, { now, p95Ms }: Judging): Date | null {
  if (p95Ms === null || (row && row.status !== "started" && !isWaiting(row.status))) return null;
  const beginsAt = row?.status === "started" ? row.startedAt : now;
  return new Date(beginsAt.getTime() + p95Ms);
}

function p95Of({ rows }: JobView, leastRuns: number): number | null {
  const lengths = rows.filter(succeeded).flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]));
  return lengths.length < leastRuns ? null : percentile(lengths, 0.95);
}

function lateOf({ job }: JobView, late: Judging & { row: SignalRow | null; code: string; at: Date }): RowVerdict {
  const { row, code, at, deadline, schedule, p95Ms } = late;
  const facts = {
    ...jobFacts(job, row),
    code,
    schedule: { id: schedule.id, name: schedule.name },
    since: deadline.toISOString(),
    numbers: { deadlineAt: deadline.getTime(), ...(p95Ms !== null && { p95Ms }) },
  };
  return { says: "wrong", at, facts };
}
