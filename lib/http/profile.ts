import { z } from "zod";
import { type Acting, personOf } from "./acting.ts";
import { MIN_PASSWORD_LENGTH } from "./auth/auth.ts";
import { personName } from "./members.ts";
import { GRANTS, type Permission, type Role } from "./permissions.ts";

/** Body of `PATCH /api/admin/profile`: what is left out stays. */
export const profileBody = z
  .strictObject({
    name: personName.optional(),
    password: z
      .strictObject({
        current: z.string().max(200),
        next: z.string().min(MIN_PASSWORD_LENGTH, `at least ${MIN_PASSWORD_LENGTH} characters`).max(128),
      })
      .optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "name what is to change: name or password");

export interface Profile {
  id: string;
  email: string;
  name: string;
  role: Role | null;
  permissions: readonly Permission[];
}

/** Whoever is signed in, and what they may do. @throws ApiError 403 for anybody but a person */
export function readProfile(acting: Pick<Acting, "actor">): Profile {
  const { id, email, name, role } = personOf(acting);
  return { id, email, name, role, permissions: role === null ? [] : GRANTS[role] };
}
