import type { NumbersOf } from "../rules/rule-table.ts";
import type { JobView } from "./job-view.ts";
import { jobFacts, type SignalRow, toldAt } from "./signal-row.ts";
import type { RowVerdict } from "./verdict.ts";

/**
 * Whether runs last longer than their interval: slots are skipped because the run before them is under way. While a run
 * waits for somebody to begin it, slots are skipped for that reason, which is another trouble. Pure.
 */
export function overrunVerdict({ job, rows }: JobView, { skips, ofSlots }: NumbersOf<"overrun">): RowVerdict {
  const slots = rows.filter(({ scheduledFor }) => scheduledFor !== null).slice(0, ofSlots);
  const skipped = slots.filter(({ reason, status }) => status === "skipped" && reason === "already_running");
  const [last] = slots;
  const waits = rows.some(({ status, attempts }) => status === "queued" && attempts === 0);
  if (!last || waits) return null;
  const [latestSkip] = skipped;
  if (!latestSkip || skipped.length < skips) return { says: "right", at: toldAt(last) };
  const run = rows.find(({ status }) => status !== "skipped" && status !== "missed") ?? null;
  const facts = {
    ...jobFacts(job, run),
    count: skipped.length,
    since: (skipped.at(-1)?.scheduledFor ?? last.startedAt).toISOString(),
    numbers: { ...intervalOf(slots), ...sharesOf(rows) },
  };
  return { says: "wrong", at: toldAt(latestSkip), facts };
}

/** How much of the time from slot to end went by in waiting and in running, from 0 to 1. */
function sharesOf(rows: readonly SignalRow[]): Record<string, number> {
  const ran = rows.filter(({ durationMs, scheduledFor }) => durationMs !== null && scheduledFor !== null);
  const waitMs = sum(ran.map(({ startedAt, scheduledFor }) => startedAt.getTime() - (scheduledFor?.getTime() ?? 0)));
  const runMs = sum(ran.map(({ durationMs }) => durationMs ?? 0));
  if (waitMs + runMs === 0) return {};
  return { waitShare: waitMs / (waitMs + runMs), runShare: runMs / (waitMs + runMs) };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + Math.max(0, value), 0);

/** From the newest slot to the one before it. */
function intervalOf([last, ...before]: readonly SignalRow[]): Record<string, number> {
  const previous = before.find(({ scheduleId }) => scheduleId === last?.scheduleId);
  if (!last?.scheduledFor || !previous?.scheduledFor) return {};
  return { intervalMs: last.scheduledFor.getTime() - previous.scheduledFor.getTime() };
}
