import { z } from "zod";
import { ROLES, type Role, roleOf } from "../auth/permissions.ts";
import type { Db, Prisma } from "../db.ts";

/** What people are called on screens. */
export const personName = z.string().trim().min(1, "a name is needed").max(100);

/** Body of `POST /api/admin/members`. */
export const newMemberBody = z.strictObject({
  email: z.email("expected an e-mail address").max(254),
  /** Default: the part of the address before the @. */
  name: personName.optional(),
  role: z.enum(ROLES),
});

/** Body of `PATCH /api/admin/members/<id>`: what is left out stays. */
export const memberChangeBody = z
  .strictObject({
    role: z.enum(ROLES).optional(),
    banned: z.boolean().optional(),
    /** Why; kept with the ban. */
    banReason: z.string().trim().max(500).optional(),
    /** Makes a new password, which the answer shows once. */
    resetPassword: z.literal(true).optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "name what is to change: role, banned or resetPassword")
  .refine(({ banned, banReason }) => banReason === undefined || banned === true, "a banReason goes with banned: true");

/** An account as admins see it; never a password. */
export interface Member {
  id: string;
  email: string;
  name: string;
  /** Null for a word that is no role: such an account may do nothing. */
  role: Role | null;
  banned: boolean;
  banReason: string | null;
  createdAt: Date;
}

export interface ListedMember extends Member {
  /** Browsers in which this person is signed in. */
  sessions: number;
}

export const MEMBER = {
  ...{ id: true, email: true, name: true, role: true },
  ...{ banned: true, banReason: true, createdAt: true },
} satisfies Prisma.UserSelect;

export function toMember(row: Prisma.UserGetPayload<{ select: typeof MEMBER }>): Member {
  return { ...row, role: roleOf(row.role) };
}

/** Every account, by e-mail address. */
export async function listMembers(db: Db, now: Date): Promise<ListedMember[]> {
  const live = { select: { sessions: { where: { expiresAt: { gt: now } } } } };
  const rows = await db.user.findMany({ select: { ...MEMBER, _count: live }, orderBy: { email: "asc" } });
  return rows.map(({ _count, ...row }) => ({ ...toMember(row), sessions: _count.sessions }));
}
