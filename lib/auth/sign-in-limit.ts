import { createHash, randomUUID } from "node:crypto";
import type { Db } from "../db.ts";
import { addressKey } from "./caller.ts";

const WINDOW_MS = 15 * 60_000;
/**
 * Failed sign-ins per window: from one address to any account, from it to one account, and of one account from anywhere.
 * The last is above the first, so that nobody can shut another person out from one address.
 */
const LIMITS = { address: 50, pair: 10, account: 100 };
/** Rows of windows that ended so long ago are swept out when an address begins a new one. */
const FORGET_AFTER_MS = 24 * 3_600_000;

export interface Attempt {
  email: string;
  address: string;
}

/**
 * Counts an attempt to sign in before its password is looked at, so that guesses sent at once are all counted; one
 * that succeeds gives its count back. What is refused for its address counts against no account and leaves no row of
 * its own, however many e-mail addresses it names. Kept in the database, for all processes.
 * @returns the seconds to wait when the account or the address had too many failures, else null
 */
export async function countSignIn(db: Db, attempt: Attempt, now: Date): Promise<number | null> {
  const limits = [
    [networkKey(attempt), LIMITS.address],
    [pairKey(attempt), LIMITS.pair],
    [accountKey(attempt), LIMITS.account],
  ] as const;
  for (const [key, limit] of limits) {
    const waitSeconds = await count(db, key, limit, now);
    if (waitSeconds !== null) return waitSeconds;
  }
  return null;
}

/** A person who knows the password clears the account's failures, and takes this attempt back from the address. */
export async function forgiveSignIn(db: Db, attempt: Attempt): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key: { in: [accountKey(attempt), pairKey(attempt)] } } });
  await db.rateLimit.updateMany({
    where: { key: networkKey(attempt), count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  });
}

/** `last_request` holds the start of the window. */
async function count(db: Db, key: string, limit: number, now: Date): Promise<number | null> {
  const [nowMs, windowStartMs] = [now.getTime(), now.getTime() - WINDOW_MS];
  const [row] = await db.$queryRaw<{ count: number; since: number }[]>`
    insert into rate_limit as r (id, key, count, last_request) values (${randomUUID()}, ${key}, 1, ${nowMs}::bigint)
    on conflict (key) do update set
      count = case when r.last_request < ${windowStartMs}::bigint then 1 else r.count + 1 end,
      last_request = case when r.last_request < ${windowStartMs}::bigint then ${nowMs}::bigint else r.last_request end
    returning count, last_request::float8 as since`;
  if (row?.count === 1) await forgetOld(db, now);
  if (!row || row.count <= limit) return null;
  return Math.max(1, Math.ceil((row.since + WINDOW_MS - nowMs) / 1000));
}

async function forgetOld(db: Db, now: Date): Promise<void> {
  await db.rateLimit.deleteMany({ where: { lastRequest: { lt: now.getTime() - FORGET_AFTER_MS } } });
}

const accountKey = ({ email }: Attempt) => `sign-in:account:${hashOf(email)}`;
const pairKey = ({ email, address }: Attempt) => `sign-in:pair:${hashOf(email)}:${addressKey(address)}`;

/** What a stranger types as an e-mail address has no place in a table. */
function hashOf(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("hex");
}

function networkKey({ address }: Attempt): string {
  return `sign-in:address:${addressKey(address)}`;
}
