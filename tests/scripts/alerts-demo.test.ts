import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { ROOT } from "../../scripts/support/environment.ts";
import { ensureBuiltOnce } from "../support/built-application.ts";

const TIMEOUT_MS = 180_000;
beforeAll(ensureBuiltOnce, TIMEOUT_MS);

test("a newcomer sees a first alert from the failure to the recovery, and nothing is left of it", {
  timeout: TIMEOUT_MS,
}, async () => {
  // Its homes are made here; the database's own user has to get in.
  const folder = mkdtempSync(join(tmpdir(), "belfry-alerts-demo-"));
  chmodSync(folder, 0o755);
  const command = ["scripts/cron/main.ts", "alerts", "demo", "--ack"];
  // What an installation has set reaches neither the demo nor anybody outside.
  const elsewhere = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing", SLACK_WEBHOOK_URL: "http://127.0.0.1:1/" };
  const env = { ...process.env, NODE_ENV: "production" as const, TMPDIR: folder, ...elsewhere };
  const child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, "close");
  const [out, errors] = await said;
  expect([code, errors]).toEqual([0, ""]);
  expect(out).toMatch(
    /1\/5 {2}Sign in at http:\/\/localhost:\d+\/dashboard\/admin\n {5}you@example\.com, password \S+/,
  );
  expect(out).toMatch(/2\/5 {2}(\S+) failed, and an incident is open[\s\S]*3\/5 {2}The mail came: "\1 fails"/);
  expect(out).toMatch(/4\/5 {2}Acknowledged[\s\S]*5\/5 {2}The incident is over[\s\S]*"Resolved: \S+ fails"/);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
