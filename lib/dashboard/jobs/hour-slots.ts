import { timingOf } from "../../cron/schedules/settings.ts";
import { lastSlots } from "../../cron/time/timing.ts";
import { type Db, Prisma } from "../../db.ts";
import type { WallHour } from "../forms/wall-hours.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "../runs/run-entry.ts";
import { recordOf, type ScheduleRow } from "../schedules/schedule-row.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** One slot of an hour with what became of it; null: nothing was recorded (yet). A slot that was run again comes twice. */
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
  const live = recorded.filter((told) => !isAgain(told));
  const missing = expected.filter(({ slot, run }) => !isAmong(slot, run === null ? recorded : live));
  return [...recorded, ...missing].sort(byTime).slice(-MOST_SLOTS);
}

const isAgain = ({ run }: HourSlot) => run?.trigger === "backfill";
/** What a backfill did to a slot comes after what became of it first. */
const byTime = (a: HourSlot, b: HourSlot) =>
  a.slot.getTime() - b.slot.getTime() || Number(isAgain(a)) - Number(isAgain(b));
const isAmong = (slot: Date, slots: readonly HourSlot[]) =>
  slots.some((told) => told.slot.getTime() === slot.getTime());

interface SlotRow extends RunRow {
  scheduleId: string;
  scheduledFor: Date;
}

interface Hour {
  hour: Date;
  end: Date;
}

/** Runs of the hour's slots, ranges over it, and what backfills made of its slots. */
async function readRows(db: Db, ids: readonly string[], { hour, end }: Hour): Promise<SlotRow[]> {
  const columns = Prisma.sql`${RUN_COLUMNS}, l.schedule_id as "scheduleId"`;
  return await db.$queryRaw<SlotRow[]>`
    (select ${columns} from cron_job_logs l
      where l.schedule_id = any(${ids}) and l.scheduled_for between ${hour} and ${end}
      order by l.scheduled_for desc limit ${MOST_SLOTS})
    union all
    select ${columns} from cron_job_logs l
     where l.schedule_id = any(${ids}) and l.slot_until >= ${hour} and l.scheduled_for < ${hour}
    union all
    (select ${RUN_COLUMNS}, b.schedule_id from cron_backfills b join cron_job_logs l on l.backfill_id = b.id
      where b.schedule_id = any(${ids}) and b.from_slot <= ${end} and b.to_slot >= ${hour}
        and l.scheduled_for between ${hour} and ${end}
      order by l.scheduled_for desc, l.id desc limit ${MOST_SLOTS})`;
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
