import { z } from "zod";
import type { Acting } from "../auth/acting.ts";
import { ApiError, invalidInput, notFound } from "../auth/refusals.ts";
import type { AnyJob } from "../cron/jobs/define-job.ts";
import { parseParams } from "../cron/jobs/params.ts";
import {
  BACKFILL_CHOICES,
  countPastSlots,
  isChosen,
  matchSlots,
  type PastSlot,
  pastSlots,
} from "../cron/schedules/backfill.ts";
import type { Json } from "../cron/words/json.ts";
import { readJobCounters } from "../dashboard/jobs/job-stats.ts";
import { type PastSchedule, readPastSchedule, readSlotEntries } from "../dashboard/schedules/backfills.ts";
import type { DashboardDeps } from "../dashboard/words/deps.ts";
import { exactInstant } from "../dashboard/words/instant.ts";
import { dashboardDeps } from "./deps.ts";
import { requireJob } from "./jobs.ts";

/** Lanes of a backfill: it is meant to go on beside everything else. */
export const MAX_BACKFILL_CONCURRENCY = 10;

/** What is asked of a backfill: which past slots of which schedule, and how. */
export const backfillBody = z.strictObject({
  /** First and last slot, both included. */
  from: exactInstant,
  to: exactInstant,
  /** Another schedule of the job. Default: the one that the code declares. */
  scheduleId: z.string().min(1).max(120).optional(),
  only: z.enum(BACKFILL_CHOICES).default("missing"),
  /** Runs of the batch at once. */
  concurrency: z.int().min(1).max(MAX_BACKFILL_CONCURRENCY).default(1),
  /** Default: those of the schedule. */
  params: z.unknown().optional(),
  /** Tells what would run, and runs nothing. */
  dryRun: z.boolean().default(false),
  /** Although the job is disabled or paused. */
  force: z.boolean().default(false),
});

/** Query of `DELETE /api/admin/cron-jobs/<job>/backfill`. */
export const backfillCancelQuery = z.strictObject({ batch: z.uuid() });

type BackfillAsked = Omit<z.output<typeof backfillBody>, "dryRun">;

/** One request can look back at so many slots at most. */
const MAX_SLOTS = 1_000;

/** A backfill as a person asks for it; `job` is a name or alias. */
export type BackfillOrder = BackfillAsked & { job: string };

/** What a backfill would do. */
export interface BackfillPlan {
  job: AnyJob;
  scheduleId: string;
  params: Json;
  /** All slots of the range with what became of them, oldest first. */
  slots: PastSlot[];
  /** Those that are to be run again. */
  chosen: PastSlot[];
}

/**
 * Finds the slots of the range and those to be run again. Changes nothing.
 * @throws InvalidParamsError; ApiError 404 no such schedule, 409 the job declares `backfill: false`, is disabled or
 * paused and not forced, 422 no schedule, a range that is not past, empty or too large
 */
export async function planBackfill(deps: DashboardDeps, job: AnyJob, asked: BackfillAsked): Promise<BackfillPlan> {
  if (job.backfill === false) throw declined(job);
  checkRange(asked, deps.clock.now());
  const schedule = await findSchedule(deps, job, asked.scheduleId);
  const params = parseParams(job, asked.params ?? schedule.params);
  if (!asked.force) await refuseIdle(deps, job);
  const slots = matchSlots(
    slotsOf(schedule, asked),
    await readSlotEntries(deps.db, { ...asked, scheduleId: schedule.id }),
  );
  return { job, scheduleId: schedule.id, params, slots, chosen: slots.filter((slot) => isChosen(slot, asked.only)) };
}

function checkRange({ from, to }: BackfillAsked, now: Date): void {
  if (from > to) throw invalidInput("range", [{ path: "to", message: "must not be before from" }]);
  if (to <= now) return;
  const message = `must lie in the past, got ${to.toISOString()}: slots to come run by themselves`;
  throw invalidInput("range", [{ path: "to", message }]);
}

async function findSchedule(deps: DashboardDeps, job: AnyJob, asked: string | undefined): Promise<PastSchedule> {
  const schedule = await readPastSchedule(deps, { job, scheduleId: asked ?? `job:${job.name}` });
  if (schedule) return schedule;
  if (asked !== undefined) throw notFound(`${job.name} has no schedule ${asked}`, "unknown_schedule");
  const message = `${job.name} has no schedule of its own, so it has no slots; name one of its schedules as scheduleId`;
  throw new ApiError(message, { status: 422, code: "no_schedule", jobName: job.name });
}

function slotsOf(schedule: PastSchedule, range: { from: Date; to: Date }): Date[] {
  const count = countPastSlots(schedule, range);
  if (count >= 1 && count <= MAX_SLOTS) return pastSlots(schedule, { ...range, limit: MAX_SLOTS });
  const message =
    count === 0
      ? `holds no slot of ${schedule.id}: widen it, or name another schedule`
      : `holds ${count} slots of ${schedule.id}, at most ${MAX_SLOTS} can be run again at once: narrow it`;
  throw invalidInput("range", [{ path: "from", message }]);
}

async function refuseIdle({ db }: DashboardDeps, job: AnyJob): Promise<void> {
  const [row] = await db.$queryRaw<{ reason: "disabled" | "paused" | null }[]>`
    select cron_idle_reason_v1(${job.name}, ${job.enabledByDefault ?? true}, cron_now()) as reason`;
  if (!row?.reason) return;
  const message = `${job.name} is ${row.reason}, so its runs would be refused: ${row.reason === "paused" ? "resume" : "enable"} it, or send force: true`;
  throw new ApiError(message, { status: 409, code: `job_${row.reason}`, jobName: job.name });
}

function declined(job: AnyJob): ApiError {
  const message = `${job.name} declares backfill: false, because a past slot must not run beside a live one; run it by hand instead`;
  return new ApiError(message, { status: 409, code: "backfill_declined", jobName: job.name });
}

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
