import { z } from "zod";
import { ENDED_STATUSES } from "../../cron/words/vocabulary.ts";
import type { Db } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { readTakenOut } from "./coming-schedules.ts";
import { type HeldFromOutside, type ScheduleEntry, scheduleEntry } from "./schedule-entry.ts";
import type { ScheduleRow } from "./schedule-row.ts";
import { readJobHolds, readPauseOfAll } from "./scheduler.ts";

/** Query of `GET /api/admin/schedules`. `cursor` is the `nextCursor` of an earlier answer. */
export const schedulesQuery = z.strictObject({
  /** Name or alias. */
  jobName: z.string().max(100).optional(),
  limit: wholeNumber(1, 200).default(50),
  cursor: z.string().max(120).optional(),
});
export type SchedulesQuery = z.output<typeof schedulesQuery>;

export interface SchedulesPage {
  /** In the order of their ids. */
  schedules: ScheduleEntry[];
  /** Leads to the next entries as `cursor=`, null at the end. */
  nextCursor: string | null;
}

/** A slot that a person took out. */
export interface SkippedSlot {
  slot: Date;
  reason: string | null;
  by: string;
}

/** One page of schedules, those of jobs that left the code too, with few statements. */
export async function listSchedules(deps: DashboardDeps, query: SchedulesQuery): Promise<SchedulesPage> {
  const { rows, nextCursor } = await readScheduleRows(deps, query);
  return { schedules: await toEntries(deps, rows), nextCursor };
}

/** The rows of one page, in the order of their ids. */
export async function readScheduleRows(
  deps: DashboardDeps,
  { jobName, limit, cursor }: Pick<SchedulesQuery, "limit"> & { [Key in "jobName" | "cursor"]?: string | undefined },
): Promise<{ rows: ScheduleRow[]; nextCursor: string | null }> {
  const job = jobName === undefined ? null : (findJob(deps.jobs, jobName)?.name ?? jobName);
  const rows = await deps.db.cronSchedule.findMany({
    where: { ...(job !== null && { jobName: job }), ...(cursor !== undefined && { id: { gt: cursor } }) },
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One schedule with the slots ahead that people took out, or null when there is none (any more). */
export async function readSchedule(
  deps: DashboardDeps,
  id: string,
): Promise<(ScheduleEntry & { skips: SkippedSlot[] }) | null> {
  const row = await deps.db.cronSchedule.findUnique({ where: { id } });
  const [entry] = row ? await toEntries(deps, [row]) : [];
  if (!entry) return null;
  const skips = await deps.db.cronScheduleSkip.findMany({
    where: { scheduleId: id, slot: { gt: deps.clock.now() } },
    orderBy: { slot: "asc" },
    select: { slot: true, reason: true, actor: true },
  });
  return { ...entry, skips: skips.map(({ slot, reason, actor }) => ({ slot, reason, by: actor })) };
}

/** Rows as people see them, in their order, whatever their number with four statements. */
export async function toEntries(deps: DashboardDeps, rows: readonly ScheduleRow[]): Promise<ScheduleEntry[]> {
  const now = deps.clock.now();
  const ids = rows.map(({ id }) => id);
  const [lastRuns, heldOf] = await Promise.all([readLastRuns(deps.db, ids), readHeld(deps, rows)]);
  return rows.map((row) => {
    const lastRunTime = lastRuns.get(row.id) ?? null;
    return scheduleEntry(row, { job: findJob(deps.jobs, row.jobName), now, lastRunTime, held: heldOf(row) });
  });
}

/** What holds each schedule beside its own switch and pause: all who tell a next run tell the same. */
async function readHeld(deps: DashboardDeps, rows: readonly ScheduleRow[]) {
  const ids = rows.map(({ id }) => id);
  const [jobHolds, everything, takenOut] = await Promise.all([
    readJobHolds(deps, [...new Set(rows.map(({ jobName }) => jobName))]),
    readPauseOfAll(deps),
    readTakenOut(deps.db, { ids, now: deps.clock.now() }),
  ]);
  return ({ id, jobName }: ScheduleRow): HeldFromOutside => ({
    job: jobHolds.get(jobName) ?? { enabled: true, pause: null },
    everything,
    takenOut: new Set(takenOut.get(id)?.map((at) => at.getTime())),
  });
}

/** Looks at the last 50 slots of each: a schedule that is refused every minute for months must not cost its history. */
async function readLastRuns(db: Db, ids: readonly string[]): Promise<Map<string, Date | null>> {
  const ran: readonly string[] = ["started", ...ENDED_STATUSES];
  const rows = await db.$queryRaw<{ id: string; at: Date | null }[]>`
    select s.id, (select max(r.started_at) filter (where r.status = any(${ran}))
        from (select l.started_at, l.status from cron_job_logs l where l.schedule_id = s.id
              order by l.scheduled_for desc limit 50) r) as at
      from unnest(${ids}::text[]) s(id)`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}
