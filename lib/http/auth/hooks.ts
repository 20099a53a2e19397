import { APIError, createAuthMiddleware } from "better-auth/api";
import type { Runtime } from "../../runtime.ts";
import { addressOf } from "../caller.ts";
import { countSignIn, forgiveSignIn } from "./sign-in-limit.ts";

const SIGN_IN = "/sign-in/email";
/** Paths of the admin plugin that can change a role. */
const ROLE_CHANGES = new Set(["/admin/set-role", "/admin/update-user"]);

/** What happens around better-auth's own endpoints: failed sign-ins are limited, and old sessions end in time. */
export function signInHooks(runtime: Runtime) {
  return {
    before: createAuthMiddleware(async (context) => {
      if (context.path === SIGN_IN) await refuseGuessing(runtime, attemptOf(runtime, context));
    }),
    after: createAuthMiddleware(async (context) => {
      const { newSession, internalAdapter } = context.context;
      if (context.path === SIGN_IN && newSession) {
        await forgiveSignIn(runtime.db, attemptOf(runtime, context), new Date());
        await endFormerSession(context, newSession.session.token);
      }
      if (ROLE_CHANGES.has(context.path) && !(context.context.returned instanceof Error)) {
        await internalAdapter.deleteUserSessions(String(context.body?.userId));
      }
    }),
  };
}

async function refuseGuessing({ db }: Runtime, attempt: { email: string; address: string }): Promise<void> {
  const waitSeconds = await countSignIn(db, attempt, new Date());
  if (waitSeconds === null) return;
  throw new APIError(
    "TOO_MANY_REQUESTS",
    { code: "TOO_MANY_SIGN_INS", message: `Too many failed sign-ins; wait ${Math.ceil(waitSeconds / 60)} min` },
    { "Retry-After": String(waitSeconds) },
  );
}

interface SignInContext {
  body?: { email?: unknown };
  headers?: Headers | undefined;
}

function attemptOf({ env }: Runtime, { body, headers }: SignInContext): { email: string; address: string } {
  return { email: String(body?.email ?? ""), address: addressOf(headers ?? new Headers(), env) };
}

type AuthContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** A sign-in gives the browser a new token; the one it had must not go on living. */
async function endFormerSession(context: AuthContext, newToken: string): Promise<void> {
  const { authCookies, secret, internalAdapter } = context.context;
  const former = await context.getSignedCookie(authCookies.sessionToken.name, secret);
  if (former && former !== newToken) await internalAdapter.deleteSession(former);
}
