import { countSlots, latestSlot } from "../../cron/time/timing.ts";
import { type ScheduleView, type StoredTiming, scheduleViewOf, storedTiming } from "./job-view.ts";
import type { SignalReads } from "./signal-reads.ts";
import { SIGNAL_ROW, type SignalRow } from "./signal-row.ts";

/** A schedule with its latest slots, and with what nobody has seen to yet. */
export interface SlotView extends ScheduleView {
  /** The newest slot first; backfills are left out. */
  rows: readonly SignalRow[];
  /** Slots that nobody planned although their grace is over; null where there are none. */
  overdue: { slots: number; from: Date; parked: boolean } | null;
  /** A run that was planned and that nobody has begun. */
  unbegun: SignalRow | null;
}

/** A schedule of which a slot has waited for too long. */
export interface WaitingSchedule {
  id: string;
  jobName: string;
  /** Null for one whose slot was planned, but whose run nobody begins. */
  overdue: { graceSeconds: number; nextSlot: Date; parked: boolean } | null;
  runId: string | null;
}

/** Only what is due or tried again within a minute is read: a hundred thousand others cost nothing. */
const AT_MOST = 200;
/** Nobody's margin is shorter (RULE_TABLE); whose is longer is asked later. */
const LEAST_MARGIN_SECONDS = 30;
/** Workers look every few seconds; a burst of runs may have to wait for places. */
const BEGUN_WITHIN_SECONDS = 300;

/** Schedules with a slot that waits for a dispatcher or a worker; none in a turn that cannot know. */
export async function readWaitingSchedules(reads: SignalReads): Promise<WaitingSchedule[]> {
  if (!reads.awake) return [];
  return [...(await readOverdue(reads)), ...(await readUnbegun(reads))];
}

async function readOverdue({ db, now }: SignalReads): Promise<WaitingSchedule[]> {
  const rows = await db.$queryRaw<
    { id: string; jobName: string; graceSeconds: number; nextSlot: Date; parked: boolean }[]
  >`
    select s.id, s.job_name as "jobName", s.parked_at is not null as parked, s.next_slot as "nextSlot",
           greatest(s.grace_seconds, s.delay_seconds) as "graceSeconds"
      from cron_schedules s
     where s.next_run_at <= ${now}::timestamptz + interval '1 minute'
       and s.next_slot < ${now}::timestamptz
                         - make_interval(secs => greatest(s.grace_seconds, s.delay_seconds) + ${LEAST_MARGIN_SECONDS}::int)
     order by s.next_run_at limit ${AT_MOST}`;
  return rows.map(({ id, jobName, ...overdue }) => ({ id, jobName, overdue, runId: null }));
}

/** A run that waits for its lock key, or in a row of slots that are caught up, has a reason to. */
async function readUnbegun({ db, now }: SignalReads): Promise<WaitingSchedule[]> {
  return await db.$queryRaw<WaitingSchedule[]>`
    select l.schedule_id as id, l.job_name as "jobName", null as overdue, l.id::text as "runId"
      from cron_job_logs l
     where l.lane is null and l.completed_at is null
       and l.next_attempt_at < ${now}::timestamptz - make_interval(secs => ${BEGUN_WITHIN_SECONDS}::int)
       and l.trigger = 'schedule' and l.attempts = 0 and l.reason is null
     order by l.next_attempt_at limit ${AT_MOST}`;
}

/** Enough to find the latest slot that ran behind a row of missed ones. */
const SLOTS_PER_SCHEDULE = 60;

/**
 * The views of these schedules, with two statements; those that were removed are left out.
 * @param marginSecondsOf the margin of a job, by its name
 */
export async function readSlotViews(
  reads: SignalReads,
  ids: ReadonlySet<string>,
  { waiting, marginSecondsOf }: { waiting: readonly WaitingSchedule[]; marginSecondsOf: (jobName: string) => number },
): Promise<SlotView[]> {
  if (ids.size === 0) return [];
  const stored = await readStored(reads, [...ids]);
  const rows = Map.groupBy(await readSlots(reads, [...ids]), ({ scheduleId }) => scheduleId);
  return stored.map((row): SlotView => {
    const view = { ...scheduleViewOf(row), rows: rows.get(row.id) ?? [] };
    const own = waiting.filter(({ id }) => id === row.id);
    const unbegun = view.rows.find(({ id }) => own.some(({ runId }) => runId === id)) ?? null;
    const due = own.find(({ overdue }) => overdue !== null)?.overdue ?? null;
    const graceMs = due ? (due.graceSeconds + marginSecondsOf(row.jobName)) * 1000 : 0;
    return { ...view, unbegun, overdue: due && overdueOf(view, due, new Date(reads.now.getTime() - graceMs)) };
  });
}

async function readStored({ db, now }: SignalReads, ids: readonly string[]): Promise<StoredTiming[]> {
  return await db.$queryRaw<StoredTiming[]>`
    select ${storedTiming(now)} from cron_schedules c where c.id = any(${[...ids]}::text[]) and c.removed_at is null`;
}

async function readSlots({ db }: SignalReads, ids: readonly string[]): Promise<SignalRow[]> {
  return await db.$queryRaw<SignalRow[]>`
    select r.* from unnest(${[...ids]}::text[]) as n(id)
     cross join lateral (select ${SIGNAL_ROW} from cron_job_logs l where l.schedule_id = n.id
                          order by l.scheduled_for desc limit ${SLOTS_PER_SCHEDULE}) r`;
}

const EVER = new Date(0);

/**
 * What is overdue of a schedule: where a platform delivers the slots, the latest may have its row although the
 * dispatcher has not come by.
 */
function overdueOf(
  { timing, rows }: Pick<SlotView, "timing" | "rows">,
  { nextSlot, parked }: NonNullable<WaitingSchedule["overdue"]>,
  graceOverSince: Date,
): SlotView["overdue"] {
  if (nextSlot >= graceOverSince) return null;
  const latest = latestSlot(timing, graceOverSince) ?? nextSlot;
  const upTo = latest > nextSlot ? latest : nextSlot;
  if (rows.some(({ scheduledFor, slotUntil }) => (slotUntil ?? scheduledFor ?? EVER) >= upTo)) return null;
  return { slots: Math.max(1, countSlots(timing, nextSlot, upTo)), from: nextSlot, parked };
}
