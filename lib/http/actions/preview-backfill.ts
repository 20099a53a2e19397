import type { PastSlot } from "../../cron/backfill.ts";
import { readJobCounters } from "../../dashboard/job-stats.ts";
import type { Acting } from "../acting.ts";
import { dashboardDeps } from "../deps.ts";
import { requireJob } from "../known-job.ts";
import { type BackfillOrder, planBackfill } from "./plan-backfill.ts";

/** A dry run names so many slots at most. */
const MAX_LISTED = 100;

interface SlotSpan {
  count: number;
  first: Date | null;
  last: Date | null;
}

export interface BackfillPreview {
  jobName: string;
  scheduleId: string;
  /** The slots of the range. */
  slots: SlotSpan;
  /** Those of them that would run. */
  chosen: SlotSpan;
  /** The first 100 slots of the range, each with its run if it has one. */
  list: (PastSlot & { chosen: boolean })[];
  /** Roughly how long the chosen ones take, in ms; null while no run of the job has ended. */
  expectedMs: number | null;
}

/** Tells what a backfill would run, and how long roughly. Changes nothing. @throws what `planBackfill` throws */
export async function previewBackfill({ runtime }: Pick<Acting, "runtime">, order: BackfillOrder) {
  const deps = dashboardDeps(runtime);
  const plan = await planBackfill(deps, requireJob(runtime, order.job), order);
  const counters = (await readJobCounters(deps, plan.job.name))?.[plan.job.name];
  const averageMs = counters && counters.total_executions > 0 ? counters.average_execution_time * 1000 : null;
  const chosen = new Set(plan.chosen);
  const preview: BackfillPreview = {
    jobName: plan.job.name,
    scheduleId: plan.scheduleId,
    slots: spanOf(plan.slots),
    chosen: spanOf(plan.chosen),
    list: plan.slots.slice(0, MAX_LISTED).map((slot) => ({ ...slot, chosen: chosen.has(slot) })),
    expectedMs: averageMs === null ? null : Math.round((plan.chosen.length * averageMs) / order.concurrency),
  };
  return preview;
}

function spanOf(slots: readonly PastSlot[]): SlotSpan {
  return { count: slots.length, first: slots[0]?.slot ?? null, last: slots.at(-1)?.slot ?? null };
}
