import { createHash, randomUUID } from "node:crypto";
import type { Db } from "../db.ts";
import { addressKey } from "./caller.ts";

const WINDOW_MS = 15 * 60_000;
/** Failed sign-ins per window: of one account from anywhere, and from one address to any account. */
const LIMITS = { account: 10, address: 50 };
/** Rows of windows that ended so long ago are swept out. */
const FORGET_AFTER_MS = 24 * 3_600_000;

export interface Attempt {
  email: string;
  address: string;
}

/**
 * Counts an attempt to sign in before its password is looked at, so that guesses sent at once are all counted; one
 * that succeeds gives its count back. Kept in the database, for all processes.
 * @returns the seconds to wait when the account or the address had too many failures, else null
 */
export async function countSignIn(db: Db, attempt: Attempt, now: Date): Promise<number | null> {
  const waits = [
    await count(db, accountKey(attempt), LIMITS.account, now),
    await count(db, networkKey(attempt), LIMITS.address, now),
  ].filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

/** A person who knows the password clears the account's failures, and takes this attempt back from the address. */
export async function forgiveSignIn(db: Db, attempt: Attempt, now: Date): Promise<void> {
  await db.rateLimit.deleteMany({
    where: { OR: [{ key: accountKey(attempt) }, { lastRequest: { lt: now.getTime() - FORGET_AFTER_MS } }] },
  });
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
  if (!row || row.count <= limit) return null;
  return Math.max(1, Math.ceil((row.since + WINDOW_MS - nowMs) / 1000));
}

/** Hashed: what a stranger types as an e-mail address has no place in a table. */
function accountKey({ email }: Attempt): string {
  return `sign-in:account:${createHash("sha256").update(email.trim().toLowerCase()).digest("hex")}`;
}

function networkKey({ address }: Attempt): string {
  return `sign-in:address:${addressKey(address)}`;
}
