import { isAPIError } from "better-auth/api";
import { z } from "zod";
import { type Acting, personOf } from "../auth/acting.ts";
import { actOnRecord, recordAudit } from "../auth/audit.ts";
import { authOf, MIN_PASSWORD_LENGTH } from "../auth/auth.ts";
import { addressOf } from "../auth/caller.ts";
import { GRANTS, type Permission, type Role } from "../auth/permissions.ts";
import { ApiError } from "../auth/refusals.ts";
import { type Attempt, countSignIn, forgiveSignIn } from "../auth/sign-in-limit.ts";
import { personName } from "./member-list.ts";

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

/**
 * Changes the own name or password. A new password ends all other sessions and gives this browser a new one.
 * @throws ApiError 403 for anybody but a person, 422 for a wrong old password, 429 after many of these
 */
export async function changeProfile(
  acting: Acting,
  { name, password }: z.output<typeof profileBody>,
): Promise<Profile> {
  const person = personOf(acting);
  if (password) await changePassword(acting, password);
  if (name === undefined || name === person.name) return readProfile(acting);
  await acting.runtime.db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: person.id }, data: { name } });
    const change = { before: { name: person.name }, after: { name } };
    await recordAudit(tx, acting, { action: "profile.rename", target: person.email, ...change });
  });
  return { ...readProfile(acting), name };
}

interface PasswordChange {
  current: string;
  next: string;
}

/** A stolen session must not become a way to guess: a wrong old password counts as a failed sign-in. */
async function changePassword(acting: Acting, { current, next }: PasswordChange): Promise<void> {
  const { runtime, headers } = acting;
  const { email } = personOf(acting);
  const attempt: Attempt = { email, address: addressOf(headers, runtime.env) };
  const waitSeconds = await countSignIn(runtime.db, attempt, new Date());
  if (waitSeconds !== null) throw tooManyGuesses(waitSeconds);
  await actOnRecord(acting, {
    entry: { action: "profile.password", target: email },
    act: () => storePassword(acting, { current, next }),
    told: () => ({}),
  });
  await forgiveSignIn(runtime.db, attempt);
}

async function storePassword({ runtime, headers }: Acting, { current, next }: PasswordChange): Promise<void> {
  const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
  try {
    await authOf(runtime).api.changePassword({ body, headers });
  } catch (error) {
    throw isAPIError(error) && error.statusCode === 400 ? wrongPassword(error) : error;
  }
}

function wrongPassword(cause: Error): ApiError {
  return new ApiError("The current password is not right, so nothing was changed; type it again", {
    status: 422,
    code: "wrong_password",
    cause,
  });
}

function tooManyGuesses(waitSeconds: number): ApiError {
  return new ApiError(`Too many wrong passwords; wait ${Math.ceil(waitSeconds / 60)} min`, {
    status: 429,
    code: "too_many_sign_ins",
    headers: { "retry-after": String(waitSeconds) },
  });
}
