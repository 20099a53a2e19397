import type { NextConfig } from "next";
import { PHASE_PRODUCTION_SERVER } from "next/constants";

/** For every answer; the policy for scripts and styles carries a nonce and is set by proxy.ts. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=()" },
];

const NO_STORE = { key: "Cache-Control", value: "no-cache, no-store, must-revalidate" };

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run typecheck` does it, for scripts and tests too; CI runs that.
  typescript: { ignoreBuildErrors: true },
  // A redirected cron call would lose its method and its secret.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: [
    "pg",
    "pg-boss",
    "pino",
    "sharp",
    "better-auth",
    "@sentry/nextjs",
    "@aws-sdk/client-s3",
    "@prisma/client",
    "@prisma/adapter-pg",
  ],
  // Where next-intl finds the language of a request; its own plugin would load a compiler at each start to say just this.
  turbopack: { resolveAlias: { "next-intl/config": "./app/language.ts" } },
  // A page's title comes with the page and not after it: working it out takes no time, and screen readers begin with it.
  htmlLimitedBots: /.*/,
  // The doctor compares these with the database, and explains with those.
  outputFileTracingIncludes: { "/dashboard/admin/health/**": ["./prisma/migrations/**", "./docs/troubleshooting.md"] },
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    // The routes say so themselves; this is for what Next answers in their place, such as its own 405
    { source: "/api/:area(cron|admin)/:path*", headers: [NO_STORE] },
  ],
};

/** Sentry's part of a build is loaded where there is a Sentry to tell, and not where a built application only starts. */
export default async function configure(phase: string): Promise<NextConfig> {
  if (!process.env.SENTRY_DSN || phase === PHASE_PRODUCTION_SERVER) return config;
  const { withSentryConfig } = await import("@sentry/nextjs/config");
  return withSentryConfig(config, {
    silent: true,
    telemetry: false,
    // Stacks are told by the sources already (lib/observe/source-stack.ts); nothing of the project is uploaded.
    sourcemaps: { disable: true },
    release: { create: false },
    // Its hooks in other packages would collect what queries and requests carry.
    buildTimeInstrumentation: false,
    routeManifestInjection: false,
    suppressOnRouterTransitionStartWarning: true,
  });
}
