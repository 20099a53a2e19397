import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { nextCookies } from "better-auth/next-js";
import { admin } from "better-auth/plugins";
import type { Runtime } from "../../runtime.ts";
import { access } from "./access.ts";
import { signInHooks } from "./hooks.ts";

/** Hosts on which a browser keeps cookies over plain HTTP safe from others. */
const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

export const MIN_PASSWORD_LENGTH = 12;

export type Auth = ReturnType<typeof createAuth>;

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
