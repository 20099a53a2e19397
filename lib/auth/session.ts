import { isAPIError } from "better-auth/api";
import type { Runtime } from "../runtime.ts";
import type { Person } from "./acting.ts";
import { authOf } from "./auth.ts";
import { roleOf } from "./permissions.ts";

/**
 * The person behind a session cookie, read from the database each time, so that a revoked session or a changed role
 * counts at once. Null without a valid session.
 * @throws what Prisma throws when the sessions cannot be read
 */
export async function readPerson(runtime: Runtime, headers: Headers): Promise<Person | null> {
  const found = await readSession(runtime, headers);
  // A ban ends all sessions; one that was just being made when it came must not live on
  if (!found || found.user.banned) return null;
  const { id, email, name, role } = found.user;
  return { id, email, name, role: roleOf(role) };
}

async function readSession(runtime: Runtime, headers: Headers) {
  try {
    return await authOf(runtime).api.getSession({ headers });
  } catch (error) {
    if (!isAPIError(error)) throw error;
    if (error.statusCode < 500) return null;
    await findCause(runtime);
    throw error;
  }
}

/** better-auth hides why it failed; nearly always the database is away, and then this statement says so. */
export async function findCause({ db }: Pick<Runtime, "db">): Promise<void> {
  await db.$queryRaw`select 1`;
}
