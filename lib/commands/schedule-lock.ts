import type { Acting } from "../auth/acting.ts";
import { ApiError, notFound } from "../auth/refusals.ts";
import type { ScheduleRow } from "../dashboard/schedules/schedule-row.ts";
import type { Prisma } from "../db.ts";

/** A schedule that nobody else moves or changes until the transaction is over. Every slot up to `now` has its ending. */
export interface LockedSchedule {
  tx: Prisma.TransactionClient;
  row: ScheduleRow;
  /** The database's time. */
  now: Date;
}

/** A slot can fall due between settling and locking; of a schedule that fires every second, now and then. */
const ROUNDS = 5;

/**
 * Changes a schedule in a transaction of its own. Slots that have come get their ending first, so that no change is
 * ever about the past.
 * @throws ApiError 404 there is none, 503 its slots fall due faster than they are seen to
 */
export async function withSchedule<T>(
  { runtime }: Pick<Acting, "runtime">,
  id: string,
  change: (locked: LockedSchedule) => Promise<T>,
): Promise<T> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await runtime.engine.settleSlots([id]);
    const outcome = await runtime.db.$transaction(async (tx) => {
      const locked = await lockSchedule(tx, id);
      const { jobName, parkedReason } = locked.row;
      // Nobody can see to the slots of one that cannot be planned: a change is how it gets well.
      const settled = !hasComeSlot(locked) || parkedReason !== null || runtime.engine.find(jobName) === null;
      return settled ? { value: await change(locked) } : null;
    });
    if (outcome) return outcome.value;
  }
  throw new ApiError(`The slots of ${id} fall due faster than they are seen to, so nothing was changed; try again`, {
    status: 503,
    code: "schedule_busy",
    headers: { "retry-after": "1" },
  });
}

export function noSuchSchedule(id: string): ApiError {
  return notFound(`There is no schedule ${id} (any more)`, "unknown_schedule");
}

/** The dispatcher passes over rows that are locked, and comes back. */
async function lockSchedule(tx: Prisma.TransactionClient, id: string): Promise<LockedSchedule> {
  const [locked] = await tx.$queryRaw<{ now: Date }[]>`
    select cron_now() as now from cron_schedules where id = ${id} for update`;
  if (!locked) throw noSuchSchedule(id);
  const row = await tx.cronSchedule.findUniqueOrThrow({ where: { id } });
  return { tx, row, now: locked.now };
}

function hasComeSlot({ row, now }: LockedSchedule): boolean {
  return row.nextSlot !== null && row.nextSlot <= now;
}
