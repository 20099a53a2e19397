import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ROOT } from "../../scripts/support/environment.ts";
import { ensureBuiltOnce } from "../support/built-application.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";

/** Everything after the install; the install itself is seen in CI, which starts from a clean clone. */
const SCRIPT = "scripts/support/quickstart.ts";
const NOTHING_SET = { DATABASE_URL: "", CRON_SECRET: "", BETTER_AUTH_SECRET: "", ADMIN_EMAIL: "", ADMIN_PASSWORD: "" };

/** Time for one more build, should a source change while the tests run. */
const TIMEOUT_MS = 180_000;

let home: string;
let servers: ServerProcess[];
let database: TestDatabase;

beforeAll(async () => {
  await ensureBuiltOnce();
  database = await createTestDatabase();
}, TIMEOUT_MS);
afterAll(() => database.drop());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "belfry-quickstart-"));
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(home, { recursive: true, force: true });
}, TIMEOUT_MS);

async function quickstart(variables: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ ...NOTHING_SET, BELFRY_HOME: home, ...variables }, SCRIPT);
  servers.push(server);
  await server.printed(/Try .*\n/);
  return server;
}

const secrets = () => readFileSync(join(home, "secrets.env"), "utf8");

async function signIn(url: string, email: string, password: string): Promise<number> {
  const headers = { "content-type": "application/json", origin: url };
  const body = JSON.stringify({ email, password });
  return (await fetch(`${url}/api/auth/sign-in/email`, { method: "POST", headers, body })).status;
}

test("a first start prints a sign-in and a curl line that work, and a second one makes nothing new", {
  timeout: TIMEOUT_MS,
}, async () => {
  const first = await quickstart();
  const [, curl = ""] = /Try +(curl .*)\n/.exec(first.output()) ?? [];
  const { stdout } = await promisify(execFile)("bash", ["-c", curl], { cwd: ROOT });
  expect(JSON.parse(stdout)).toMatchObject({ success: true, jobName: "health-check" });
  const [, password = ""] = /Password +(\S+) \(kept/.exec(first.output()) ?? [];
  expect(await signIn(first.url, "admin@example.com", password)).toBe(200);
  expect(statSync(join(home, "secrets.env")).mode & 0o777).toBe(0o600);
  const made = secrets();
  await first.stop();

  const second = await quickstart();
  expect(second.output()).not.toContain(password);
  expect(secrets()).toBe(made);
  expect(await signIn(second.url, "admin@example.com", password)).toBe(200);
});

test("what the environment holds is used, and nothing is made up beside it", { timeout: TIMEOUT_MS }, async () => {
  const given = {
    CRON_SECRET: "the-secret-that-was-there-before",
    BETTER_AUTH_SECRET: "the-session-secret-that-was-there-before",
    ADMIN_EMAIL: "someone@example.com",
    ADMIN_PASSWORD: "the-password-that-was-there-before",
    DATABASE_URL: database.url,
  };
  const server = await quickstart(given);
  const headers = { authorization: `Bearer ${given.CRON_SECRET}` };
  expect((await fetch(`${server.url}/api/cron/health-check`, { headers })).status).toBe(200);
  expect(await signIn(server.url, given.ADMIN_EMAIL, given.ADMIN_PASSWORD)).toBe(200);
  expect(() => secrets()).toThrow("ENOENT");
  expect(existsSync(join(home, "postgres"))).toBe(false);
  for (const secret of [given.CRON_SECRET, given.ADMIN_PASSWORD]) expect(server.output()).not.toContain(secret);
});
