import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { Db } from "../db.ts";
import type { Role } from "./permissions.ts";

interface NewPerson {
  /** The client, or a transaction that also writes who made the account. */
  db: Pick<Db, "user">;
  email: string;
  password: string;
  role: Role;
  /** Default: the part of the address before the @. */
  name?: string;
}

/**
 * Makes the first admin. Safe to call at every start and from several processes: an account that exists keeps its
 * password and role.
 */
export async function seedAdmin(admin: { db: Db; email: string; password: string }): Promise<"created" | "exists"> {
  return await createPerson({ ...admin, role: "admin", name: "Admin" });
}

/** Makes an account that signs in with e-mail and password. */
export async function createPerson(person: NewPerson): Promise<"created" | "exists"> {
  const email = person.email.trim().toLowerCase();
  if (await person.db.user.findUnique({ where: { email }, select: { id: true } })) return "exists";
  try {
    await insert({ ...person, email });
    return "created";
  } catch (error) {
    if (isUniqueViolation(error)) return "exists";
    throw error;
  }
}

async function insert({ db, email, password, role, name = email.split("@")[0] ?? email }: NewPerson): Promise<void> {
  const id = randomUUID();
  await db.user.create({
    data: {
      id,
      email,
      name,
      role,
      emailVerified: true,
      accounts: {
        create: { id: randomUUID(), accountId: id, providerId: "credential", password: await hashPassword(password) },
      },
    },
  });
}

/** Whether a write failed because somebody else was faster, or the name is taken: Prisma's word for it. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}
