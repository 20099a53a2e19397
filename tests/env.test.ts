import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv as parseDotenv } from "node:util";
import { describe, expect, test } from "vitest";
import { variables } from "../lib/env/variables.ts";
import { ConfigurationError, parseEnv } from "../lib/env.ts";

const SECRET = "s".repeat(32);
const minimal = { BETTER_AUTH_SECRET: SECRET };

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("the configuration", () => {
  test("needs one secret and has a default for everything else", () => {
    expect(parseEnv(minimal)).toMatchObject({
      port: 3000,
      home: join(process.cwd(), ".belfry"),
      databaseUrl: null,
      databasePool: 5,
      appUrl: "http://localhost:3000",
      admin: { email: "admin@example.com", password: null },
      trustedProxies: [],
      maxDurationSeconds: null,
      leaseSeconds: 20,
      heartbeatSeconds: 5,
      sweepSeconds: 5,
      bucket: { kind: "folder", path: join(process.cwd(), ".belfry/bucket"), name: "local" },
      smtpUrl: null,
      tokenKeys: [],
      channels: { slackUrl: null, discordUrl: null, pagerduty: null, alertEmail: [] },
      allowedPrivateHosts: [],
      mail: null,
      redis: null,
      sentry: null,
      onPlatform: false,
      release: null,
    });
  });

  test("takes an empty variable for an unset one", () => {
    expect(parseEnv({ ...minimal, PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 3000, databaseUrl: null });
  });

  test("lists all problems at once, those of several variables together too, each with its fix", () => {
    const source = {
      PORT: "http",
      LEASE_SECONDS: "8",
      HEARTBEAT_SECONDS: "4",
      UPSTASH_REDIS_REST_TOKEN: "t",
      VERCEL: "1",
    };
    expect(problemsOf(source)).toEqual([
      'PORT: expected a port: a whole number from 1 to 65535, got "http"; correct or remove it',
      "BETTER_AUTH_SECRET: signs the sessions and is missing; run `npm run quickstart` once, or set what `openssl rand -base64 32` prints",
      "HEARTBEAT_SECONDS: expected less than half of LEASE_SECONDS (8), got 4; set 3, or a longer lease",
      "UPSTASH_REDIS_REST_URL: is missing beside UPSTASH_REDIS_REST_TOKEN; set both or none",
      "DATABASE_URL: is missing, and the platform cannot run the embedded database; set a Postgres connection string",
    ]);
  });

  test.each([
    ["PORT", "70000"],
    ["DATABASE_URL", "mysql://root@localhost/db"],
    ["DATABASE_POOL", "0"],
    ["NEXT_PUBLIC_APP_URL", "belfry.example.com"],
    ["BETTER_AUTH_SECRET", "short"],
    ["ADMIN_EMAIL", "admin"],
    ["ADMIN_PASSWORD", "short"],
    ["TRUSTED_PROXIES", "10.0.0.0/8, proxy.local"],
    ["MAX_DURATION_SECONDS", "5"],
    ["LEASE_SECONDS", "20s"],
    ["SWEEP_SECONDS", "-1"],
    ["BUCKET_NAME", "../secrets"],
    ["SMTP_URL", "mail.example.com"],
    ["TOKEN_KEYS", "k1:short"],
    ["SLACK_WEBHOOK_URL", "hooks.slack.com/services/T/B/x"],
    ["DISCORD_WEBHOOK_URL", "ftp://discord.com"],
    ["PAGERDUTY_ROUTING_KEY", "two words"],
    ["PAGERDUTY_URL", "events.eu.pagerduty.com"],
    ["ALLOWED_PRIVATE_HOSTS", "chat.internal, http://other"],
    ["UPSTASH_REDIS_REST_URL", "redis://localhost"],
    ["SENTRY_DSN", "sentry.io"],
  ])("refuses %s=%s by name", (name, value) => {
    const rest = name === "UPSTASH_REDIS_REST_URL" ? { UPSTASH_REDIS_REST_TOKEN: "t" } : {};
    expect(problemsOf({ ...minimal, ...rest, [name]: value })).toEqual([expect.stringMatching(`^${name}: `)]);
  });

  test("repeats no value that may hold a secret", () => {
    const secrets = ["hunter2", "s3://key:hunter2@host", "mysql://u:hunter2@h/d", "smtp2://u:hunter2@h"];
    const [BETTER_AUTH_SECRET = "", BUCKET_URL = "", DATABASE_URL = "", SMTP_URL = ""] = secrets;
    const problems = problemsOf({ BETTER_AUTH_SECRET, BUCKET_URL, DATABASE_URL, SMTP_URL, ADMIN_PASSWORD: "hunter2" });
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain("hunter2");
  });

  test("is the platform's where the platform says so", () => {
    const source = { ...minimal, VERCEL: "1", VERCEL_GIT_COMMIT_SHA: "abc", DATABASE_URL: "postgres://u:p@h/d" };
    const expected = { onPlatform: true, release: "abc", databasePool: 2, maxDurationSeconds: 300 };
    expect(parseEnv(source)).toMatchObject(expected);
  });

  test("takes trusted proxies as addresses and networks", () => {
    const { trustedProxies } = parseEnv({ ...minimal, TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.1,fd00::/8" });
    expect(trustedProxies).toEqual(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]);
  });
});

describe("alert channels of the environment", () => {
  test("are those whose variables are set", () => {
    const slackUrl = "https://hooks.slack.com/services/T/B/x";
    const source = { ...minimal, SLACK_WEBHOOK_URL: slackUrl, PAGERDUTY_ROUTING_KEY: "0123456789" };
    expect(parseEnv(source).channels).toEqual({
      slackUrl,
      discordUrl: null,
      pagerduty: { routingKey: "0123456789", url: "https://events.pagerduty.com/v2/enqueue" },
      alertEmail: [],
    });
  });

  test("may lead to private hosts that are named", () => {
    const named = "chat.internal, localhost,127.0.0.1,10.0.0.0/8,fd00::/8";
    const { allowedPrivateHosts } = parseEnv({ ...minimal, ALLOWED_PRIVATE_HOSTS: named });
    expect(allowedPrivateHosts).toEqual(["chat.internal", "localhost", "127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
  });

  test("have keys to be sealed by, all of which are secrets of the environment", () => {
    const key = Buffer.alloc(32, 7).toString("base64");
    const env = parseEnv({ ...minimal, TOKEN_KEYS: `k1:${key}`, SLACK_WEBHOOK_URL: "https://hooks.slack.com/a/b" });
    expect(env.tokenKeys).toMatchObject([{ id: "k1" }]);
    expect(env.secrets).toEqual(expect.arrayContaining([key, "https://hooks.slack.com/a/b"]));
  });
});

describe("the cron secret", () => {
  const cronSecretOf = (source: Record<string, string>) => parseEnv({ ...minimal, ...source }).cronSecret;

  test("may be missing or short: the application starts, and the cron routes say what to set", () => {
    expect(cronSecretOf({})).toEqual({ kind: "missing", misnamed: false });
    expect(cronSecretOf({ CRON_SECRET: "x".repeat(15) })).toMatchObject({ kind: "too_short" });
    expect(cronSecretOf({ CRON_SECRET: SECRET, CRON_SECRET_PREVIOUS: "short" })).toMatchObject({
      kind: "too_short",
      variable: "CRON_SECRET_PREVIOUS",
    });
  });

  test("is named when only CRON_SECRET_TOKEN is set", () => {
    expect(cronSecretOf({ CRON_SECRET_TOKEN: SECRET })).toEqual({ kind: "missing", misnamed: true });
  });

  test("comes with the one before it while it is changed", () => {
    const previous = "p".repeat(16);
    expect(cronSecretOf({ CRON_SECRET: SECRET, CRON_SECRET_PREVIOUS: previous })).toEqual({
      kind: "ok",
      current: SECRET,
      previous,
    });
    expect(cronSecretOf({ CRON_SECRET: SECRET })).toEqual({ kind: "ok", current: SECRET, previous: null });
  });
});

describe("the bucket", () => {
  const bucketOf = (source: Record<string, string>) => parseEnv({ ...minimal, ...source }).bucket;

  test.each([
    ["file:images", join(process.cwd(), "images")],
    ["file:/srv/images", "/srv/images"],
    ["file:///srv/my%20images", "/srv/my images"],
  ])("%s is a folder", (BUCKET_URL, path) => {
    expect(bucketOf({ BUCKET_URL, BUCKET_NAME: "photos" })).toEqual({ kind: "folder", path, name: "photos" });
  });

  test("is an S3 store with endpoint, region, keys and name in one address", () => {
    expect(bucketOf({ BUCKET_URL: "s3://AKIA:a%2Fb%2Bc@127.0.0.1:9000/photos?region=eu-west-1&tls=false" })).toEqual({
      kind: "s3",
      name: "photos",
      bucket: "photos",
      endpoint: "http://127.0.0.1:9000",
      region: "eu-west-1",
      accessKeyId: "AKIA",
      secretAccessKey: "a/b+c",
    });
  });

  test("is reached over https in the region auto unless it says otherwise", () => {
    const bucket = bucketOf({ BUCKET_URL: "s3://key:secret@account.r2.cloudflarestorage.com/photos" });
    expect(bucket).toMatchObject({ endpoint: "https://account.r2.cloudflarestorage.com", region: "auto" });
  });

  test.each(["https://host/photos", "s3://key:secret@host", "s3://host/photos", "s3://key:secret@host/photos/2026"])(
    "%s is refused with the expected form",
    (BUCKET_URL) => {
      expect(problemsOf({ ...minimal, BUCKET_URL })).toEqual([
        expect.stringContaining("BUCKET_URL: expected file:FOLDER or s3://"),
      ]);
    },
  );
});

test(".env.example names every variable and is itself a valid configuration", () => {
  const example = parseDotenv(readFileSync(join(import.meta.dirname, "../.env.example"), "utf8"));
  expect(Object.keys(example).sort()).toEqual(Object.keys(variables.shape).sort());
  expect(parseEnv({ ...example, ...minimal })).toMatchObject(parseEnv(minimal));
});

describe("fault C9: a cron secret that no header can carry is refused at start, with the character named", () => {
  test.each([
    ["a-secret-of-some-length\n", "ends with a line break"],
    ["a-secret-of-some-length ", "ends with a space"],
    ["\ta-secret-of-some-length", "begins with a tab"],
    ["a-secret of-some-length", "has inside a space"],
    ["a-secret-of-some-l\u00e9ngth", "has inside the character U+00E9"],
    ['"a-secret-of-some-length"', "is written in quotes"],
    ["'a-secret-of-some-length'", "is written in quotes"],
  ])("%j %s", (secret, said) => {
    for (const name of ["CRON_SECRET", "CRON_SECRET_PREVIOUS"]) {
      const source = { ...minimal, CRON_SECRET: "another-secret-of-length", [name]: secret };
      expect(() => parseEnv(source)).toThrow(`${name}: ${said}`);
      expect(() => parseEnv(source)).not.toThrow(secret.trim());
    }
  });
});
