import { isAPIError } from "better-auth/api";
import type { Runtime } from "../../runtime.ts";
import { databaseAway } from "../known-errors.ts";
import { type Role, roleOf } from "../permissions.ts";
import { authOf } from "./auth.ts";

/** Somebody who is signed in. Without a known role they may do nothing. */
export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role | null;
}

/**
 * The person behind a session cookie, read from the database each time, so that a revoked session or a changed role
 * counts at once. Null without a valid session.
 * @throws ApiError 503 when the sessions cannot be read
 */
export async function readPerson(runtime: Runtime, headers: Headers): Promise<Person | null> {
  const found = await readSession(runtime, headers);
  if (!found) return null;
  const { id, email, name, role } = found.user;
  return { id, email, name, role: roleOf(role) };
}

async function readSession(runtime: Runtime, headers: Headers) {
  try {
    return await authOf(runtime).api.getSession({ headers });
  } catch (error) {
    // better-auth hides the cause; reading a session fails with 500 only when its tables cannot be read
    if (isAPIError(error) && error.statusCode >= 500) throw databaseAway(error);
    if (isAPIError(error)) return null;
    throw error;
  }
}
