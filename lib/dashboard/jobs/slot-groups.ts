import { telling } from "../../cron/schedules/backfill.ts";
import { type Db, Prisma } from "../../db.ts";
import type { SlotGroup } from "./slot-calendar.ts";

/** A group, or one of the runs of a slot that a backfill ran: then it has an id. */
interface GroupRow extends SlotGroup {
  runId: string | null;
}

/** Live runs that came late because the scheduler had been away. */
const COURSE = Prisma.sql`
  case when l.trigger = 'catch_up' and l.status not in ('skipped', 'missed') then 'catch_up' else 'itself' end`;

/**
 * What became of the slots of schedules since `from`: counted by the quarter of an hour, UTC (every zone's hours begin
 * with one), ranges of slots that never ran, and one by one those that a backfill ran again, each with the run that
 * tells most of it. A backfill's run that never began tells of no slot.
 */
export async function readSlotGroups(db: Db, ids: readonly string[], from: Date): Promise<SlotGroup[]> {
  const rows = await db.$queryRaw<GroupRow[]>`
    with again as materialized (
      select b.schedule_id, l.scheduled_for, l.status, l.reason, l.id
        from cron_backfills b join cron_job_logs l on l.backfill_id = b.id
       where b.schedule_id = any(${ids}) and b.to_slot >= ${from} and l.scheduled_for >= ${from}
         and l.status not in ('cancelled', 'skipped'))
    select l.schedule_id as "scheduleId", date_bin('15 minutes', l.scheduled_for, timestamptz '2000-01-01 00:00Z') as "from",
           null::timestamptz as until, l.status, l.reason, ${COURSE} as by, count(*)::int as count, null::text as "runId"
      from cron_job_logs l
     where l.schedule_id = any(${ids}) and l.scheduled_for >= ${from} and l.slot_until is null
       and (l.schedule_id, l.scheduled_for) not in (select schedule_id, scheduled_for from again)
     group by 1, 2, 4, 5, 6
    union all
    select l.schedule_id, l.scheduled_for, l.slot_until, l.status, l.reason, ${COURSE}, l.slot_count, null
      from cron_job_logs l where l.schedule_id = any(${ids}) and l.slot_until >= ${from}
    union all
    select schedule_id, scheduled_for, null, status, reason, 'backfill', 1, id::text from again
    union all
    select l.schedule_id, l.scheduled_for, null, l.status, l.reason, ${COURSE}, 1, l.id::text
      from cron_job_logs l
     where l.schedule_id = any(${ids}) and l.scheduled_for >= ${from} and l.slot_until is null
       and (l.schedule_id, l.scheduled_for) in (select schedule_id, scheduled_for from again)`;
  return [...rows.filter(({ runId }) => runId === null), ...tellingRuns(rows)];
}

function tellingRuns(rows: readonly GroupRow[]): SlotGroup[] {
  const runs = rows.flatMap(({ runId, ...row }) => (runId === null ? [] : [{ ...row, runId }]));
  const bySlot = Map.groupBy(runs, ({ scheduleId, from }) => `${scheduleId} ${from.getTime()}`);
  return [...bySlot.values()].map((all) => all.reduce((known, run) => telling(known, run)));
}
