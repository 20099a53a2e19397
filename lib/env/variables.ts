import { resolve } from "node:path";
import { z } from "zod";
import { type BucketLocation, parseBucketUrl } from "./bucket-url.ts";
import { secretProblem } from "./cron-secret.ts";
import { dkimKey, sender } from "./mail.ts";
import { parseSentryDsn, type SentryTarget } from "./sentry-dsn.ts";
import { parseTokenKeys, type SealingKey } from "./token-keys.ts";

const ADDRESSES = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()] as const;

/**
 * Each variable by itself; what several mean together stands in lib/env.ts. A message says what was expected and what
 * to do, and repeats the value only where it is no secret. The names are those of `.env.example`.
 */
export const variables = z.object({
  PORT: wholeNumber({ unit: "a port", from: 1, to: 65_535 }).default(3000),
  BELFRY_HOME: z
    .string()
    .default(".belfry")
    .transform((path) => resolve(path)),
  DATABASE_URL: address(["postgresql:", "postgres:"], "postgresql://user:password@host:5432/belfry").optional(),
  DATABASE_POOL: wholeNumber({ unit: "connections", from: 1, to: 100 }).optional(),
  NEXT_PUBLIC_APP_URL: address(["https:", "http:"], "https://belfry.example.com").optional(),
  CRON_SECRET: headerSecret().optional(),
  CRON_SECRET_PREVIOUS: headerSecret().optional(),
  METRICS_TOKEN: headerSecret({ least: 16 }).optional(),
  BETTER_AUTH_SECRET: z
    .string(
      "signs the sessions and is missing; run `npm run quickstart` once, or set what `openssl rand -base64 32` prints",
    )
    .min(32, "expected at least 32 characters; set what `openssl rand -base64 32` prints"),
  ADMIN_EMAIL: z.email("expected an e-mail address; correct or remove it").default("admin@example.com"),
  ADMIN_PASSWORD: z.string().min(12, "expected at least 12 characters; set a longer one or remove it").optional(),
  TRUSTED_PROXIES: listOf(z.union(ADDRESSES, shown("addresses such as 10.0.0.0/8,192.0.2.1"))),
  MAX_DURATION_SECONDS: wholeNumber({ unit: "seconds", from: 30, to: 86_400 }).optional(),
  LEASE_SECONDS: wholeNumber({ unit: "seconds", from: 2, to: 3600 }).default(20),
  HEARTBEAT_SECONDS: wholeNumber({ unit: "seconds", from: 1, to: 600 }).default(5),
  SWEEP_SECONDS: wholeNumber({ unit: "seconds", from: 1, to: 3600 }).default(5),
  SCHEDULER: z.enum(["embedded", "none"], shown("embedded or none")).optional(),
  RUN_MODE: z.enum(["inline", "queue"], shown("inline or queue")).default("inline"),
  WORKER_CONCURRENCY: wholeNumber({ unit: "runs", from: 1, to: 200 }).default(10),
  MISSED_GRACE_SECONDS: wholeNumber({ unit: "seconds", from: 1, to: 86_400 }).optional(),
  BUCKET_URL: z.string().transform(bucketLocation).optional(),
  BUCKET_NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, shown("lower-case letters, digits, dots and hyphens"))
    .optional(),
  SMTP_URL: address(["smtp:", "smtps:"], "smtp://user:password@mail.example.com:587").optional(),
  TOKEN_KEYS: z.string().transform(tokenKeys).optional(),
  SLACK_WEBHOOK_URL: address(["https:", "http:"], "https://hooks.slack.com/services/T…/B…/…").optional(),
  DISCORD_WEBHOOK_URL: address(["https:", "http:"], "https://discord.com/api/webhooks/…/…").optional(),
  PAGERDUTY_ROUTING_KEY: z
    .string()
    .regex(/^\S{8,}$/, "expected an integration's key, without spaces")
    .optional(),
  PAGERDUTY_URL: address(["https:", "http:"], "https://events.eu.pagerduty.com/v2/enqueue").default(
    "https://events.pagerduty.com/v2/enqueue",
  ),
  ALLOWED_PRIVATE_HOSTS: listOf(
    z.union([...ADDRESSES, z.hostname()], shown("names and addresses such as chat.internal,127.0.0.1,10.0.0.0/8")),
  ),
  ALERT_EMAIL: listOf(z.email(shown("addresses such as ada@example.com,grace@example.com"))),
  MAIL_FROM: sender.optional(),
  DKIM_DOMAIN: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, shown("a domain such as example.com"))
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i, shown("a selector such as belfry"))
    .optional(),
  DKIM_PRIVATE_KEY: dkimKey.optional(),
  UPSTASH_REDIS_REST_URL: address(["https:", "http:"], "https://name.upstash.io").optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  HEARTBEAT_URL: address(["https:", "http:"], "https://hc-ping.com/UUID").optional(),
  MONITORING_WEBHOOK_URL: address(["https:", "http:"], "https://monitoring.example.com/hooks/belfry").optional(),
  MONITORING_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "expected whsec_ and 24 to 64 bytes in base64; correct or remove it")
    .optional(),
  SENTRY_DSN: z.string().transform(sentryTarget).optional(),
});

/** With what the platform or the command that starts the process sets: in a file they would come too late. */
export const allVariables = variables.extend({
  VERCEL: z.string().optional(),
  VERCEL_GIT_COMMIT_SHA: z.string().optional(),
  UV_THREADPOOL_SIZE: wholeNumber({ unit: "threads", from: 1, to: 1024 }).default(4),
});

export type Values = z.output<typeof allVariables>;

function wholeNumber({ unit, from, to }: { unit: string; from: number; to: number }) {
  const error = shown(`${unit}: a whole number from ${from} to ${to}`);
  return z.string().regex(/^\d+$/, error).transform(Number).pipe(z.number().min(from, error).max(to, error));
}

/** Travels in an Authorization header. */
function headerSecret({ least = 1 } = {}) {
  const short = `expected at least ${least} characters; set what \`openssl rand -base64 32\` prints`;
  return z
    .string()
    .min(least, short)
    .superRefine((secret, context) => {
      const problem = secretProblem(secret);
      if (problem !== null) context.addIssue(problem);
    });
}

/** May hold a password, so the message does not repeat it. */
function address(protocols: readonly string[], example: string) {
  const fits = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return z.string().refine(fits, `expected an address such as ${example}; correct or remove it`);
}

function shown(expected: string) {
  return { error: (issue: { input?: unknown }) => `expected ${expected}, got "${issue.input}"; correct or remove it` };
}

/** Parts between commas; empty ones do not count. */
function listOf<Part extends z.ZodType<string, string>>(part: Part) {
  return z
    .string()
    .default("")
    .transform((list) => list.split(",").flatMap((entry) => entry.trim() || []))
    .pipe(z.array(part));
}

function tokenKeys(value: string, context: z.RefinementCtx): SealingKey[] {
  const keys = parseTokenKeys(value);
  if (typeof keys !== "string") return keys;
  context.addIssue(keys);
  return z.NEVER;
}

function bucketLocation(value: string, context: z.RefinementCtx): BucketLocation {
  const location = parseBucketUrl(value);
  if (typeof location !== "string") return location;
  context.addIssue(location);
  return z.NEVER;
}

function sentryTarget(value: string, context: z.RefinementCtx): SentryTarget {
  const target = parseSentryDsn(value);
  if (typeof target !== "string") return target;
  context.addIssue(target);
  return z.NEVER;
}
