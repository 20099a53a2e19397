import { randomBytes } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { z } from "zod";
import type { Acting } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, notFound } from "../auth/refusals.ts";
import { createPerson } from "../auth/seed-admin.ts";
import type { Json } from "../cron/words/json.ts";
import type { Prisma } from "../db.ts";
import { MEMBER, type Member, type memberChangeBody, type newMemberBody, toMember } from "./member-list.ts";

/** 24 characters that are drawn, not chosen. */
const PASSWORD_BYTES = 18;

interface InvitedMember {
  member: Member;
  /** Shown once: only its hash is kept. */
  password: string;
}

/**
 * Makes an account with a password that the admin passes on.
 * @throws ApiError 409 when the address has an account
 */
export async function inviteMember(acting: Acting, invited: z.output<typeof newMemberBody>): Promise<InvitedMember> {
  const { email, role, name } = invited;
  const password = makePassword();
  const member = await acting.runtime.db.$transaction(async (tx) => {
    const outcome = await createPerson({ db: tx, email, password, role, ...(name !== undefined && { name }) });
    if (outcome === "exists") throw addressTaken(email);
    const made = await tx.user.findUniqueOrThrow({ where: { email: email.toLowerCase() }, select: MEMBER });
    await recordAudit(tx, acting, { action: "member.invite", target: made.email, after: { role } });
    return toMember(made);
  });
  return { member, password };
}

/** `password` only after a reset, shown once. */
type ChangedMember = { member: Member; password?: string };

/**
 * Changes another person's role, ban or password. All three end that person's sessions, except the end of a ban.
 * @throws ApiError 404 no such account, 409 for the own account and for the last admin
 */
export async function changeMember(
  acting: Acting,
  id: string,
  { role, banned, banReason, resetPassword }: z.output<typeof memberChangeBody>,
): Promise<ChangedMember> {
  const password = resetPassword ? makePassword() : null;
  const passwordHash = password === null ? null : await hashPassword(password);
  const ban = banned === undefined ? {} : { banned, banReason: banned ? (banReason ?? null) : null, banExpires: null };
  const data = { ...(role !== undefined && { role }), ...ban };
  const member = await acting.runtime.db.$transaction(async (tx) => {
    const before = await lockMember(tx, acting, { id, staysAdmin: (role ?? "admin") === "admin" && !banned });
    const after = await tx.user.update({ where: { id }, data, select: MEMBER });
    if (passwordHash !== null) await setPassword(tx, id, passwordHash);
    const trusted = after.role === before.role && banned !== true && passwordHash === null;
    if (!trusted) await tx.session.deleteMany({ where: { userId: id } });
    await recordAudit(tx, acting, {
      action: "member.change",
      target: before.email,
      before: audited(before),
      after: { ...audited(after), ...(passwordHash !== null && { passwordReset: true }) },
    });
    return toMember(after);
  });
  return { member, ...(password !== null && { password }) };
}

/**
 * Deletes another person's account. Their sessions end and their API keys are revoked; what they did stays in the log.
 * @returns the e-mail address
 * @throws ApiError 404 no such account, 409 for the own account and for the last admin
 */
export async function deleteMember(acting: Acting, id: string): Promise<string> {
  const { db, clock } = acting.runtime;
  return await db.$transaction(async (tx) => {
    const before = await lockMember(tx, acting, { id, staysAdmin: false });
    const keys = { where: { createdById: id, revokedAt: null }, data: { revokedAt: clock.now() } };
    const { count: revokedKeys } = await tx.apiKey.updateMany(keys);
    await tx.user.delete({ where: { id } });
    const entry = { action: "member.delete", target: before.email, before: audited(before), after: { revokedKeys } };
    await recordAudit(tx, acting, entry);
    return before.email;
  });
}

async function setPassword(tx: Prisma.TransactionClient, userId: string, password: string): Promise<void> {
  const account = { userId, providerId: "credential" };
  const { count } = await tx.account.updateMany({ where: account, data: { password } });
  if (count === 0) await tx.account.create({ data: { id: userId, accountId: userId, ...account, password } });
}

function audited({
  role,
  banned,
  banReason,
}: {
  role: string;
  banned: boolean;
  banReason: string | null;
}): Json & object {
  return { role, banned, banReason };
}

function makePassword(): string {
  return randomBytes(PASSWORD_BYTES).toString("base64url");
}

function addressTaken(email: string): ApiError {
  return new ApiError(`${email} has an account already; change its role instead`, {
    status: 409,
    code: "address_taken",
  });
}

const ACCOUNT_ID = /^[\w-]{1,64}$/;

interface LockedMember {
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
async function lockMember(
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
