import type { Prisma } from "../../db.ts";

/**
 * A turn writes nothing once it is over, so that a process that dies in one holds up the others for no longer. A turn
 * that takes longer is repeated by somebody else, and what it decided is refused.
 */
const LEASE_MS = 15_000;
/** Commits come out of order: what ended shortly before the cursor is read again. */
const OVERLAP_MS = 60_000;
/** The first turn of an installation looks back so far. */
const FIRST_LOOK_MS = 86_400_000;

type Sql = Pick<Prisma.TransactionClient, "$queryRaw" | "$executeRaw">;

/** A turn that belongs to this process. */
export interface HeldTurn {
  fence: bigint;
  /** By the clock that the rows are written by. */
  now: Date;
  /** What ended since then is new; null: nobody evaluated yet. */
  cursorAt: Date | null;
  /** The end of the latest complete turn, whoever took it. */
  turnedAt: Date | null;
  /** Whether a notice waits to be told. */
  waits: boolean;
}

/** @param leastMs nothing to do if the latest turn ended less than so long ago */
export async function takeTurn(db: Sql, { worker, leastMs }: { worker: string; leastMs: number }) {
  const [taken] = await db.$queryRaw<HeldTurn[]>`
    insert into alert_evaluator as e (id, holder, lease_expires_at, fence)
    values (1, ${worker}, cron_now() + ${LEASE_MS} * interval '1 ms', 1)
    on conflict (id) do update
       set holder = excluded.holder, lease_expires_at = excluded.lease_expires_at, fence = e.fence + 1
     where (e.lease_expires_at is null or e.lease_expires_at <= cron_now())
       and (e.turned_at is null or e.turned_at <= cron_now() - ${leastMs} * interval '1 ms' or e.turned_at > cron_now())
    returning fence, cron_now() as now, cursor_at as "cursorAt", turned_at as "turnedAt",
      exists (select 1 from alert_notices n where n.message_id is null and n.dropped_at is null) as waits`;
  return taken ?? null;
}

/** Since when what ended is looked at. */
export function readSince({ cursorAt, now }: Pick<HeldTurn, "cursorAt" | "now">): Date {
  return cursorAt ? new Date(cursorAt.getTime() - OVERLAP_MS) : new Date(now.getTime() - FIRST_LOOK_MS);
}

/**
 * Ends the turn and gives the lease back, within the transaction that writes what it decided.
 * @param cursorAt null: it stays where it was, for not everything could be read
 * @throws LostTurnError when another process has taken the next turn: nothing of this one may be kept
 */
export async function endTurn(db: Sql, { fence }: HeldTurn, cursorAt: Date | null): Promise<void> {
  const ended = await db.$executeRaw`
    update alert_evaluator set holder = null, lease_expires_at = null, turned_at = cron_now(),
           cursor_at = coalesce(${cursorAt}::timestamptz, cursor_at)
     where id = 1 and fence = ${fence}`;
  if (ended === 0) throw new LostTurnError(fence);
}

/** Gives back the lease of a turn that failed: the next one need not wait for it to expire. */
export async function giveTurnBack(db: Sql, { fence }: HeldTurn): Promise<void> {
  await db.$executeRaw`
    update alert_evaluator set holder = null, lease_expires_at = null where id = 1 and fence = ${fence}`;
}

export class LostTurnError extends Error {
  override readonly name = "LostTurnError";
  constructor(fence: bigint) {
    super(`The alert evaluation took too long: its lease ${fence} went to another process, which does the same again`);
  }
}
