import type { Prisma } from "../../db.ts";
import type { Acting } from "../acting.ts";
import { ApiError, notFound } from "../api-error.ts";

const ACCOUNT_ID = /^[\w-]{1,64}$/;

export interface LockedMember {
  id: string;
  email: string;
  role: string;
  banned: boolean;
  banReason: string | null;
}

/**
 * Locks an account and all admins until the transaction ends, so that of two admins who demote each other at once one
 * is told that the other is the last. One order for all: nobody deadlocks.
 * @param change `staysAdmin`: the account may sign in as an admin afterwards, if it can now
 * @throws ApiError 404 no such account, 409 for the actor's own account and when no admin would be left
 */
export async function lockMember(
  tx: Prisma.TransactionClient,
  { actor }: Pick<Acting, "actor">,
  { id, staysAdmin }: { id: string; staysAdmin: boolean },
): Promise<LockedMember> {
  if (actor.kind === "person" && actor.person.id === id) throw ownAccount();
  const locked = ACCOUNT_ID.test(id) ? await lockWithAdmins(tx, id) : [];
  const member = locked.find((row) => row.id === id);
  if (!member) throw notFound(`There is no account ${id} (any more)`, "unknown_member");
  const otherAdmins = locked.filter((row) => row.id !== id && isAdmin(row));
  if (isAdmin(member) && !staysAdmin && otherAdmins.length === 0) throw lastAdmin(member);
  return member;
}

/** Under READ COMMITTED a row that was demoted while we waited for it drops out of the answer. */
async function lockWithAdmins(tx: Prisma.TransactionClient, id: string): Promise<LockedMember[]> {
  return await tx.$queryRaw<LockedMember[]>`
    select u.id, u.email, u.role, u.banned, u.ban_reason as "banReason" from "user" u
    where u.id = ${id} or (u.role = 'admin' and not u.banned)
    order by u.id for update`;
}

function isAdmin({ role, banned }: LockedMember): boolean {
  return role === "admin" && !banned;
}

function ownAccount(): ApiError {
  return new ApiError(
    "Nobody changes their own role, ban or account here: another admin does; name and password are in the profile",
    {
      status: 409,
      code: "own_account",
    },
  );
}

function lastAdmin({ email }: LockedMember): ApiError {
  return new ApiError(`${email} is the last admin: give somebody else the role admin first`, {
    status: 409,
    code: "last_admin",
  });
}
