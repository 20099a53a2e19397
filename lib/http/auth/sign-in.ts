import { isAPIError } from "better-auth/api";
import { headers } from "next/headers";
import { getRuntime } from "../../runtime.ts";
import { authOf } from "./auth.ts";

/**
 * Signs a person in; better-auth sets the cookie on the answer of the server action that calls this.
 * @returns null, or why not in one sentence (which never tells whether the account exists)
 */
export async function signIn(email: string, password: string): Promise<string | null> {
  try {
    await authOf(getRuntime()).api.signInEmail({ body: { email, password }, headers: await headers() });
    return null;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    return error.message || "Signing in failed; try again";
  }
}

/** Ends the session and takes its cookie back. */
export async function signOut(): Promise<void> {
  await authOf(getRuntime()).api.signOut({ headers: await headers() });
}
