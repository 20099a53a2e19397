import { join } from "node:path";
import type { BucketLocation } from "./env/bucket-url.ts";
import { type CronSecret, readCronSecret } from "./env/cron-secret.ts";
import { type HeartbeatsEnv, heartbeatProblems, readHeartbeats } from "./env/heartbeats.ts";
import { type MailEnv, mailProblems, readMail } from "./env/mail.ts";
import { secretsIn } from "./env/secrets.ts";
import type { SentryTarget } from "./env/sentry-dsn.ts";
import type { SealingKey } from "./env/token-keys.ts";
import { allVariables, type Values, variables } from "./env/variables.ts";

export type { CronSecret };

/** Where objects are kept; `name` is what `r2://name/key` must say. */
type BucketEnv = BucketLocation & { name: string };

type Source = Readonly<Record<string, string | undefined>>;

/** The configuration. Only this file reads the environment. */
export interface Env {
  readonly port: number;
  /** Absolute folder of the embedded database, the bucket and the secrets that quickstart made. */
  readonly home: string;
  /** Null: the entry point starts the embedded server and sets DATABASE_URL before the application is loaded. */
  readonly databaseUrl: string | null;
  /** Connections of the domain pool, per process. */
  readonly databasePool: number;
  /** Where people reach the application, without a slash at the end. */
  readonly appUrl: string;
  readonly cronSecret: CronSecret;
  /** Opens `GET /api/metrics`; null: there are none. */
  readonly metricsToken: string | null;
  readonly heartbeats: HeartbeatsEnv;
  /** Who is told of each run that ended; null: nobody. Without a secret it is told unsigned. */
  readonly monitoring: { readonly url: string; readonly secret: string | null } | null;
  /** Signs the sessions. */
  readonly authSecret: string;
  /** The first account; without a password the seed makes none. */
  readonly admin: { readonly email: string; readonly password: string | null };
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long the platform lets one request run; null where nothing limits it. */
  readonly maxDurationSeconds: number | null;
  readonly leaseSeconds: number;
  readonly heartbeatSeconds: number;
  readonly sweepSeconds: number;
  /** Whether this process dispatches what falls due; `none` where only ticks and the platform's cron do. */
  readonly scheduler: "embedded" | "none";
  /** Where admitted runs are run: in this process, or by workers that take them from the queue. */
  readonly runMode: "inline" | "queue";
  /** Threads of Node's pool, where files are read, passwords hashed and pictures decoded. */
  readonly threads: number;
  /** Live runs that one worker process works on at once. */
  readonly workerConcurrency: number;
  /** After how long a slot counts as missed; null: as the way it is delivered says. */
  readonly missedGraceSeconds: number | null;
  readonly bucket: BucketEnv;
  readonly smtpUrl: string | null;
  /** Seal what rows keep of secrets: the first seals, all open. Empty: none can be kept. */
  readonly tokenKeys: readonly SealingKey[];
  /** The alert channels that the environment names. */
  readonly channels: {
    readonly slackUrl: string | null;
    readonly discordUrl: string | null;
    readonly pagerduty: { readonly routingKey: string; readonly url: string } | null;
    /** Recipients; none: no channel. */
    readonly alertEmail: readonly string[];
  };
  /** Names, addresses and networks that messages may be sent to although they are private. */
  readonly allowedPrivateHosts: readonly string[];
  /** How mail leaves; null without SMTP_URL. */
  readonly mail: MailEnv | null;
  readonly redis: { readonly url: string; readonly token: string } | null;
  /** Null: nothing is sent, and nothing of Sentry is loaded. */
  readonly sentry: SentryTarget | null;
  /** Whether processes come and go with the requests, as on Vercel. */
  readonly onPlatform: boolean;
  /** The commit that runs, where the platform tells it. */
  readonly release: string | null;
  /** Every secret of the environment, by value: what must be in no row, log line or answer. */
  readonly secrets: readonly string[];
}

/** Every problem of the configuration, one a line, each with its fix. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`the configuration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ConfigurationError";
    this.problems = problems;
  }
}

/** Absolute path of BELFRY_HOME: entry points need it before the configuration, part of which stands there. */
export function readHome(): string {
  return variables.shape.BELFRY_HOME.parse(process.env.BELFRY_HOME || undefined);
}

/** The configuration of this process. @throws ConfigurationError */
export function readEnv(): Env {
  return parseEnv(process.env);
}

/** @param source variables by name; an empty one counts as unset. @throws ConfigurationError that lists all problems */
export function parseEnv(source: Source): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value));
  const { values, problems } = checkEach(given);
  problems.push(...checkTogether(given, values));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return assemble(allVariables.parse(given), given);
}

/** One by one, so that a wrong variable does not hide what is wrong with the others together. */
function checkEach(given: Source): { values: Partial<Values>; problems: string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(allVariables.shape)) {
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(...parsed.error.issues.map(({ message }) => `${name}: ${message}`));
  }
  return { values, problems };
}

function assemble(values: Values, given: Source): Env {
  const onPlatform = values.VERCEL !== undefined;
  const appUrl = (values.NEXT_PUBLIC_APP_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, "");
  return {
    port: values.PORT,
    home: values.BELFRY_HOME,
    databaseUrl: values.DATABASE_URL ?? null,
    databasePool: values.DATABASE_POOL ?? (onPlatform ? 2 : 5),
    appUrl,
    cronSecret: readCronSecret(given),
    metricsToken: values.METRICS_TOKEN ?? null,
    heartbeats: readHeartbeats(given),
    monitoring: readMonitoring(values),
    authSecret: values.BETTER_AUTH_SECRET,
    admin: { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD ?? null },
    trustedProxies: values.TRUSTED_PROXIES,
    maxDurationSeconds: values.MAX_DURATION_SECONDS ?? (onPlatform ? 300 : null),
    leaseSeconds: values.LEASE_SECONDS,
    heartbeatSeconds: values.HEARTBEAT_SECONDS,
    sweepSeconds: values.SWEEP_SECONDS,
    scheduler: values.SCHEDULER ?? (onPlatform ? "none" : "embedded"),
    runMode: values.RUN_MODE,
    threads: values.UV_THREADPOOL_SIZE,
    workerConcurrency: values.WORKER_CONCURRENCY,
    missedGraceSeconds: values.MISSED_GRACE_SECONDS ?? null,
    bucket: readBucket(values),
    smtpUrl: values.SMTP_URL ?? null,
    tokenKeys: values.TOKEN_KEYS ?? [],
    channels: readChannels(values),
    allowedPrivateHosts: values.ALLOWED_PRIVATE_HOSTS,
    mail: readMail(values, new URL(appUrl).hostname),
    redis: readRedis(values),
    sentry: values.SENTRY_DSN ?? null,
    onPlatform,
    release: values.VERCEL_GIT_COMMIT_SHA ?? null,
    secrets: secretsIn(given),
  };
}

function readBucket({ BUCKET_URL: location, BUCKET_NAME, BELFRY_HOME }: Values): BucketEnv {
  if (location?.kind === "s3") return { ...location, name: location.bucket };
  return { kind: "folder", path: location?.path ?? join(BELFRY_HOME, "bucket"), name: BUCKET_NAME ?? "local" };
}

function readChannels(values: Values): Env["channels"] {
  const { SLACK_WEBHOOK_URL, DISCORD_WEBHOOK_URL, PAGERDUTY_ROUTING_KEY: routingKey, PAGERDUTY_URL: url } = values;
  const pagerduty = routingKey ? { routingKey, url } : null;
  return {
    slackUrl: SLACK_WEBHOOK_URL ?? null,
    discordUrl: DISCORD_WEBHOOK_URL ?? null,
    pagerduty,
    alertEmail: [...new Set(values.ALERT_EMAIL)],
  };
}

function readMonitoring({ MONITORING_WEBHOOK_URL: url, MONITORING_WEBHOOK_SECRET }: Values): Env["monitoring"] {
  return url === undefined ? null : { url, secret: MONITORING_WEBHOOK_SECRET ?? null };
}

function readRedis({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }: Values): Env["redis"] {
  return url && token ? { url, token } : null;
}

/**
 * What several variables mean together.
 * @param given the variables as they came
 * @param values those that are fine by themselves
 * @returns one line per problem
 */
function checkTogether(given: Readonly<Record<string, unknown>>, values: Partial<Values>): string[] {
  const lines = [
    checkLease(values),
    checkRedis(given),
    checkDatabase(given),
    checkBucketName(values),
    checkMetricsToken(given),
    checkMonitoring(given),
  ];
  return [...lines.flatMap((line) => line ?? []), ...mailProblems(given, values), ...heartbeatProblems(given)];
}

/** A lease must survive one heartbeat that was lost. */
function checkLease({ LEASE_SECONDS: lease, HEARTBEAT_SECONDS: heartbeat }: Partial<Values>): string | null {
  if (!lease || !heartbeat || heartbeat * 2 < lease) return null;
  const most = Math.max(1, Math.ceil(lease / 2) - 1);
  return `HEARTBEAT_SECONDS: expected less than half of LEASE_SECONDS (${lease}), got ${heartbeat}; set ${most}, or a longer lease`;
}

function checkRedis(given: Readonly<Record<string, unknown>>): string | null {
  const [url, token] = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
  if (!given[url] === !given[token]) return null;
  return given[url]
    ? `${token}: is missing beside ${url}; set both or none`
    : `${url}: is missing beside ${token}; set both or none`;
}

function checkDatabase({ VERCEL, DATABASE_URL }: Readonly<Record<string, unknown>>): string | null {
  if (!VERCEL || DATABASE_URL) return null;
  return "DATABASE_URL: is missing, and the platform cannot run the embedded database; set a Postgres connection string";
}

function checkBucketName({ BUCKET_URL: location, BUCKET_NAME: name }: Partial<Values>): string | null {
  if (!name || location?.kind !== "s3" || location.bucket === name) return null;
  return `BUCKET_NAME: expected "${location.bucket}" as in BUCKET_URL, got "${name}"; remove it, it only names a folder`;
}

/** Whoever reads metrics must not be able to run jobs. */
function checkMetricsToken(given: Readonly<Record<string, unknown>>): string | null {
  const { METRICS_TOKEN: token, CRON_SECRET: current, CRON_SECRET_PREVIOUS: previous } = given;
  if (!token || (token !== current && token !== previous)) return null;
  return "METRICS_TOKEN: is the cron secret, which runs every job; set another one, `openssl rand -base64 32` prints it";
}

function checkMonitoring({
  MONITORING_WEBHOOK_URL: url,
  MONITORING_WEBHOOK_SECRET: secret,
}: Readonly<Record<string, unknown>>): string | null {
  if (!secret || url) return null;
  return "MONITORING_WEBHOOK_URL: is missing beside MONITORING_WEBHOOK_SECRET; set it, or remove the secret";
}
