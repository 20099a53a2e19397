import { timingOf } from "../cron/schedule-settings.ts";
import { lastSlots } from "../cron/timing.ts";
import { type Db, Prisma } from "../db.ts";
import type { DashboardDeps } from "./deps.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "./run-entry.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";
import type { WallHour } from "./wall-hours.ts";

/** One slot of an hour with what became of it; null: nothing was recorded (yet). */
export interface HourSlot {
  slot: Date;
  run: RunEntry | null;
}

/** One a minute; of a job that fires oftener the hour's last ones. */
const MOST_SLOTS = 60;

/** The slots of a job's schedules in one hour of a calendar, oldest first. */
export async function readHourSlots(
  { db }: DashboardDeps,
  jobName: string,
  { at: hour, until }: Pick<WallHour, "at" | "until">,
): Promise<HourSlot[]> {
  const schedules = await db.cronSchedule.findMany({ where: { jobName }, take: 50 });
  const end = new Date(until.getTime() - 1);
  const rows = await readRows(
    db,
    schedules.map(({ id }) => id),
    { hour, end },
  );
  const expected = schedules.flatMap((row) => expectedOf(row, { hour, end }, rows));
  const recorded = rows.filter((row) => row.scheduledFor >= hour).map(toSlot);
  const missing = expected.filter(({ slot }) => !recorded.some((told) => told.slot.getTime() === slot.getTime()));
  return [...recorded, ...missing].sort((a, b) => a.slot.getTime() - b.slot.getTime()).slice(-MOST_SLOTS);
}

interface SlotRow extends RunRow {
  scheduleId: string;
  scheduledFor: Date;
  slotUntil: Date | null;
}

interface Hour {
  hour: Date;
  end: Date;
}

async function readRows(db: Db, ids: readonly string[], { hour, end }: Hour): Promise<SlotRow[]> {
  const columns = Prisma.sql`${RUN_COLUMNS}, l.schedule_id as "scheduleId", l.slot_until as "slotUntil"`;
  return await db.$queryRaw<SlotRow[]>`
    (select ${columns} from cron_job_logs l
      where l.schedule_id = any(${ids}) and l.scheduled_for between ${hour} and ${end}
      order by l.scheduled_for desc limit ${MOST_SLOTS})
    union all
    select ${columns} from cron_job_logs l
     where l.schedule_id = any(${ids}) and l.slot_until >= ${hour} and l.scheduled_for < ${hour}`;
}

/** Slots by the schedule as it is now, each with the range that covers it, if one does. */
function expectedOf(row: ScheduleRow, { hour, end }: Hour, rows: readonly SlotRow[]): HourSlot[] {
  const { id, settings, anchorAt } = recordOf(row);
  const from = row.createdAt > hour ? row.createdAt : hour;
  const slots = lastSlots(timingOf(settings, anchorAt), { from, to: end, limit: MOST_SLOTS });
  return slots.map((slot) => {
    const range = rows.find((told) => told.scheduleId === id && covers(told, slot));
    return { slot, run: range ? toRunEntry(range) : null };
  });
}

const covers = ({ scheduledFor, slotUntil }: SlotRow, slot: Date) =>
  slotUntil !== null && scheduledFor <= slot && slotUntil >= slot;

const toSlot = (row: SlotRow): HourSlot => ({ slot: row.scheduledFor, run: toRunEntry(row) });
