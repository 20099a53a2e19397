import { isAPIError } from "better-auth/api";
import { headers } from "next/headers";
import { authOf } from "../../auth/auth.ts";
import { getRuntime } from "../../runtime.ts";

/** Why somebody was not signed in. `wrong` never tells whether the account exists. */
export type SignInRefusal = "wrong" | "tooMany" | "failed";

const REFUSALS: Record<string, SignInRefusal> = {
  INVALID_EMAIL: "wrong",
  INVALID_EMAIL_OR_PASSWORD: "wrong",
  TOO_MANY_SIGN_INS: "tooMany",
};

/**
 * Signs a person in; better-auth sets the cookie on the answer of the server action that calls this.
 * @returns null, or why not
 */
export async function signIn(email: string, password: string): Promise<SignInRefusal | null> {
  try {
    await authOf(getRuntime()).api.signInEmail({ body: { email, password }, headers: await headers() });
    return null;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    return REFUSALS[error.body?.code ?? ""] ?? "failed";
  }
}

/** Ends the session and takes its cookie back. */
export async function signOut(): Promise<void> {
  await authOf(getRuntime()).api.signOut({ headers: await headers() });
}
