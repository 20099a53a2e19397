import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Person } from "../../auth/acting.ts";
import { may, type Permission } from "../../auth/permissions.ts";
import { readPerson } from "../../auth/session.ts";
import { getRuntime } from "../../runtime.ts";

/** Where people sign in. */
const SIGN_IN_PAGE = "/sign-in";

/**
 * For server components: the signed-in person, who has the permission. Anybody else is sent to the sign-in page.
 * @param backTo path that the sign-in page leads back to
 */
export async function requirePage(permission: Permission, backTo?: string): Promise<Person> {
  const person = await currentPerson();
  if (person && may(person.role, permission)) return person;
  return redirect(backTo ? `${SIGN_IN_PAGE}?next=${encodeURIComponent(backTo)}` : SIGN_IN_PAGE);
}

/** For server components: whoever is signed in, or null. A layout and its page ask the database once. */
export const currentPerson = cache(async (): Promise<Person | null> => await readPerson(getRuntime(), await headers()));
