import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { nextCookies } from "better-auth/next-js";
import { admin } from "better-auth/plugins";
import { createAccessControl } from "better-auth/plugins/access";
import { adminAc, defaultStatements } from "better-auth/plugins/admin/access";
import type { Runtime } from "../runtime.ts";
import { addressOf, LOCAL_HOSTS } from "./caller.ts";
import { GRANTS, PERMISSIONS, type Permission } from "./permissions.ts";
import { countSignIn, forgiveSignIn } from "./sign-in-limit.ts";

export const MIN_PASSWORD_LENGTH = 12;

type Auth = ReturnType<typeof createAuth>;

const built = new WeakMap<Runtime, Auth>();

/** The one better-auth of a runtime. */
export function authOf(runtime: Runtime): Auth {
  const known = built.get(runtime);
  if (known) return known;
  const auth = createAuth(runtime);
  built.set(runtime, auth);
  return auth;
}

/** Sign-up is closed: people are made by the seed or by an admin. Rate limits are ours (sign-in-limit.ts). */
function createAuth(runtime: Runtime) {
  const { env, db, logger } = runtime;
  return betterAuth({
    appName: "Belfry",
    baseURL: env.appUrl,
    basePath: "/api/auth",
    secret: env.authSecret,
    telemetry: { enabled: false },
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: MIN_PASSWORD_LENGTH },
    rateLimit: { enabled: false },
    // Errors that are none of its own reach our route wrapper, which knows and logs them
    onAPIError: { throw: true },
    trustedOrigins: (request) => originsOfHost(request?.headers.get("host")),
    plugins: [admin({ ...access, defaultRole: "viewer", adminRoles: ["admin"] }), nextCookies()],
    hooks: signInHooks(runtime),
    logger: { log: (level, message) => logger[level]({ component: "auth" }, message) },
    advanced: {
      cookiePrefix: "belfry",
      useSecureCookies: !LOCAL_HOSTS.has(new URL(env.appUrl).hostname),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      // better-auth would switch these checks off by itself under NODE_ENV=test
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { disableIpTracking: true },
    },
  });
}

/** The page may be open under another name than the configured one, for example 127.0.0.1 for localhost. */
function originsOfHost(host: string | null | undefined): string[] {
  return host ? [`http://${host}`, `https://${host}`] : [];
}

/** Our permissions as better-auth's statements: `cron:run` is the action `run` of the resource `cron`. */
const control = createAccessControl({ ...defaultStatements, ...byResource(PERMISSIONS) });

/** The access control of the admin plugin, made from the one table in permissions.ts. Only admins manage people. */
export const access = {
  ac: control,
  roles: {
    admin: control.newRole({ ...adminAc.statements, ...byResource(GRANTS.admin) }),
    operator: control.newRole(byResource(GRANTS.operator)),
    viewer: control.newRole(byResource(GRANTS.viewer)),
  },
};

function byResource(permissions: readonly Permission[]): Record<string, string[]> {
  const statements: Record<string, string[]> = {};
  for (const permission of permissions) {
    const [resource = "", action = ""] = permission.split(":");
    statements[resource] = [...(statements[resource] ?? []), action];
  }
  return statements;
}

const SIGN_IN = "/sign-in/email";
/** Paths of the admin plugin that can change a role. */
const ROLE_CHANGES = new Set(["/admin/set-role", "/admin/update-user"]);

/** What happens around better-auth's own endpoints: failed sign-ins are limited, and old sessions end in time. */
function signInHooks(runtime: Runtime) {
  return {
    before: createAuthMiddleware(async (context) => {
      if (context.path === SIGN_IN) await refuseGuessing(runtime, attemptOf(runtime, context));
    }),
    after: createAuthMiddleware(async (context) => {
      const { newSession, internalAdapter } = context.context;
      if (context.path === SIGN_IN && newSession) {
        await forgiveSignIn(runtime.db, attemptOf(runtime, context));
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
