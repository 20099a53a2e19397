import { once } from "node:events";
import { createServer } from "node:net";
import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDb, type Db } from "../../lib/db.ts";
import { runCli, startCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { until } from "../support/until.ts";

let database: TestDatabase;
let pool: Pool;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  db = createDb(pool);
});
beforeEach(async () => {
  await db.cronJobLog.deleteMany();
});
afterAll(async () => {
  await db.$disconnect();
  await pool.end();
  await database.drop();
});

const cli = (...args: string[]) => runCli(args, { DATABASE_URL: database.url });
/** As a person starts it: what a process alone has is tried here, everything else by `cli`. */
const asProcess = (...args: string[]) => startCli(args, { DATABASE_URL: database.url }).ended;
const lastAudit = () => db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });

describe("usage", () => {
  test.each([
    [[], "Usage: npm run cron -- <command>"],
    [["lits"], 'unknown command "lits"'],
    [["list", "--dyas", "3"], "Unknown option '--dyas'"],
    [["list", "extra"], '"extra" is one argument too many'],
    [["info"], "<job> is missing"],
    [["info", "no-such-job"], 'no job is registered under "no-such-job"'],
    [["history", "health-check", "--days", "0"], "--days: expected a whole number from 1 to 366"],
    [["run", "health-check", "--params", "{size"], "--params: expected JSON"],
    [["run", "health-check", "--params", '{"nosuch":1}'], "nosuch"],
    [["logs", "--filter", "colour:red"], "--filter: expected NAME:VALUE"],
    [["state", "convert-images", "steal"], 'expected get, set or reset, got "steal"'],
    [["force-end", "01a1fe30-85d4-7232-b7f4-36a357ad005b"], "--reason is missing"],
  ])("%j is refused with exit code 2 and a word on stderr", async (args, expected) => {
    const { code, stdout, stderr } = await cli(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(expected);
  });

  test("--help tells a command's options on stdout", async () => {
    const { code, stdout } = await cli("run", "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--params JSON");
  });

  test("a process, too, exits with the code, and begins with what it was given", async () => {
    const { code, stdout, stderr } = await asProcess("list", "--dyas", "3");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Unknown option '--dyas'");
  });

  test("a database that is away is one sentence and exit code 1", async () => {
    const { code, stderr } = await startCli(["list"], { DATABASE_URL: "postgresql://nobody:x@127.0.0.1:1/none" }).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^belfry: the database does not answer: .*\n$/);
  });
});

describe("run", () => {
  test("executes in the command's own process against the same database", async () => {
    const { code, stdout } = await asProcess("run", "clean-data", "--params", '{"olderThanDays":7}', "--json");
    expect(code).toBe(0);
    const { execution } = JSON.parse(stdout);
    const row = await db.cronJobLog.findUniqueOrThrow({ where: { id: execution.id } });
    expect(row).toMatchObject({
      jobName: "clean-data",
      trigger: "cli",
      status: "completed",
      actor: expect.stringMatching(/^cli:/),
    });
    expect(row.params).toMatchObject({ olderThanDays: 7 });
    expect(await lastAudit()).toMatchObject({ action: "run.start", target: "clean-data", actor: row.actor });
  });

  test("--debug asks for the run's debug lines, beside its parameters", async () => {
    const args = ["run", "clean-data", "--debug", "--params", '{"olderThanDays":7}', "--json"];
    const { execution } = JSON.parse((await cli(...args)).stdout);
    const { params } = await db.cronJobLog.findUniqueOrThrow({ where: { id: execution.id } });
    expect(params).toMatchObject({ olderThanDays: 7, debug: true });
  });

  test("takes an alias, and reports a disabled job unless it is forced", async () => {
    expect(await cli("disable", "health_check", "--notes", "moving house")).toMatchObject({ code: 0 });
    expect(await lastAudit()).toMatchObject({ action: "job.toggle", after: { enabled: false, notes: "moving house" } });
    const refused = await cli("run", "health_check", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ jobName: "health-check", skipped: true, reason: "disabled" });
    expect(await cli("run", "health_check", "--force")).toMatchObject({ code: 0 });
    expect(await cli("enable", "health-check")).toMatchObject({ code: 0, stdout: "health-check is enabled\n" });
  });

  test("Ctrl-C hands the run back, without losing its attempt", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : null;
    const running = startCli(["run", "health-check", "--params", '{"probeTimeoutMs":20000}'], {
      DATABASE_URL: database.url,
      SMTP_URL: `smtp://127.0.0.1:${port}`,
    });
    await running.printed(/run started/);
    running.child.kill("SIGINT");
    const { code, stdout } = await running.ended;
    silent.close();
    expect(code).toBe(1);
    expect(stdout).toContain("handed it back");
    expect(await db.cronJobLog.findFirstOrThrow()).toMatchObject({ status: "retrying", attempts: 0, interruptions: 1 });
  });
});

describe("pause", () => {
  test("holds a job still until it is resumed, and says who and why", async () => {
    expect(await cli("pause", "clean-data", "--until", "2h", "--reason", "the shop is moving")).toMatchObject({
      code: 0,
    });
    const refused = await cli("run", "clean-data", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ skipped: true, reason: "paused" });
    const { stdout } = await cli("doctor", "clean-data");
    expect(stdout).toMatch(/ERROR {4}not paused: clean-data is paused by cli:.+ until .+: the shop is moving/);
    expect(await cli("resume", "clean-data")).toMatchObject({ code: 0, stdout: "clean-data is resumed\n" });
    expect(await lastAudit()).toMatchObject({ action: "job.resume", before: { pauseReason: "the shop is moving" } });
    expect(await cli("run", "clean-data")).toMatchObject({ code: 0 });
  });

  test("holds everything still", async () => {
    expect(await cli("pause", "--all", "--reason", "moving house")).toMatchObject({ code: 0 });
    expect(JSON.parse((await cli("run", "clean-data", "--json")).stdout)).toMatchObject({ reason: "paused" });
    expect(await cli("resume", "--all")).toMatchObject({ code: 0 });
    expect(await lastAudit()).toMatchObject({ action: "scheduler.resume", target: "everything" });
    expect(await cli("run", "clean-data")).toMatchObject({ code: 0 });
  });

  test.each([
    [["pause", "clean-data"], "--reason is missing"],
    [["pause", "--reason", "x"], "name one job, or give --all"],
    [["pause", "--all", "--reason", "x", "--until", "soon"], "--until: expected an instant"],
  ])("%j is refused", async (args, expected) => {
    expect(await cli(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(expected) });
  });
});

describe("reading", () => {
  test("list, info, history and errors show what ran", async () => {
    await cli("run", "clean-data");
    const jobs = JSON.parse((await cli("list", "--json")).stdout).jobs;
    expect(jobs.find((job: { name: string }) => job.name === "clean-data").recentExecutions).toHaveLength(1);
    expect((await cli("list")).stdout).toMatch(/clean-data +0 3 \* \* 0 +UTC +enabled +\S+ \S+ +completed/);
    expect((await cli("info", "clean-data")).stdout).toMatch(/olderThanDays +integer +30/);
    expect((await cli("history", "clean-data")).stdout).toMatch(/clean-data +completed +cli/);
    expect((await cli("errors", "clean-data")).stdout).toBe("clean-data had no errors in this time\n");
  });

  test("next names the jobs that begin in the same minute", async () => {
    const runs = JSON.parse((await cli("next", "--hours", "24", "--json")).stdout);
    const midnight = runs.filter((run: { at: string }) => run.at.endsWith("T00:00:00.000Z"));
    expect(midnight).toMatchObject([{ herd: 2 }, { herd: 2 }]);
  });

  test("logs filters by job, status and path, and follows", async () => {
    await cli("run", "clean-data");
    await cli("run", "health-check");
    const shown = async (...filters: string[]) =>
      JSON.parse((await cli("logs", "--json", ...filters.flatMap((filter) => ["--filter", filter]))).stdout).logs;
    expect(await shown("job:clean-data")).toHaveLength(1);
    expect(await shown("requestPath:/api/cron/health-check", "status:success")).toHaveLength(1);
    expect(await shown("status:failed")).toEqual([]);

    const following = startCli(["logs", "--follow", "--filter", "job:clean-data"], { DATABASE_URL: database.url });
    await following.printed(/clean-data/);
    await cli("run", "clean-data");
    await until("the second run", async () => (following.output().match(/completed/g)?.length === 2 ? true : null));
    following.child.kill("SIGINT");
    expect(await following.ended).toMatchObject({ code: 0 });
  });
});

describe("steering", () => {
  test("state is read, set, refused and reset", async () => {
    expect(JSON.parse((await cli("state", "convert-images", "get", "--json")).stdout)).toMatchObject({ version: 0 });
    expect((await cli("state", "convert-images", "set", '{"nonsense":1}')).code).toBe(2);
    const stale = await cli("state", "convert-images", "reset", "--version", "7");
    expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining("you changed version 7")]);
    expect(await cli("state", "convert-images", "reset")).toMatchObject({ code: 0 });
    expect(await lastAudit()).toMatchObject({ action: "state.reset", target: "convert-images" });
  });

  test("a waiting run is cancelled, an ended one is retried with its parameters, a dead one is ended by force", async () => {
    const { stdout } = await cli("run", "clean-data", "--params", '{"olderThanDays":9}', "--json");
    const first = JSON.parse(stdout).execution.id;
    expect(await cli("cancel", first)).toMatchObject({ code: 1, stderr: expect.stringContaining("is completed") });

    expect(await cli("retry", first)).toMatchObject({ code: 0 });
    const repeated = await db.cronJobLog.findFirstOrThrow({ where: { parentId: first } });
    expect(repeated).toMatchObject({ trigger: "retry", status: "completed", params: { olderThanDays: 9 } });

    const common = { jobName: "clean-data", trigger: "http", lockKey: "clean-data", maxAttempts: 2 };
    const waiting = "01a1fe30-85d4-7232-b7f4-36a357ad0001";
    await db.cronJobLog.create({
      data: { ...common, id: waiting, status: "queued", attempts: 0, nextAttemptAt: new Date() },
    });
    expect(await cli("cancel", waiting)).toMatchObject({ code: 0, stdout: `Run ${waiting} is cancelled\n` });

    const dead = "01a1fe30-85d4-7232-b7f4-36a357ad0002";
    await db.cronJobLog.create({
      data: { ...common, id: dead, status: "started", lane: 1, fence: 1, leaseExpiresAt: new Date() },
    });
    expect(await cli("force-end", dead, "--reason", "its machine is gone")).toMatchObject({ code: 0 });
    expect(await lastAudit()).toMatchObject({ action: "run.force-end", target: dead, note: "its machine is gone" });
    expect(await db.cronJobLog.findUniqueOrThrow({ where: { id: dead } })).toMatchObject({ status: "failed" });
  });
});

test("backfill tells what it would run, adds waiting runs once they are wanted, and names a batch", async () => {
  const range = ["--from", "2025-01-10T00:00Z", "--to", "2025-01-12T12:00Z"];
  const told = await cli("backfill", "update-rankings", ...range, "--dry-run");
  expect(told).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ of \d+ slots of update-rankings would run/),
  });
  expect(await db.cronJobLog.count()).toBe(0);
  const made = JSON.parse((await cli("backfill", "update-rankings", ...range, "--concurrency", "2", "--json")).stdout);
  const rows = await db.cronJobLog.findMany({ where: { backfillId: made.batch.id } });
  expect(rows).toHaveLength(made.added);
  expect(rows[0]).toMatchObject({
    status: "queued",
    trigger: "backfill",
    lanes: 2,
    actor: expect.stringMatching(/^cli:/),
  });
  expect(await lastAudit()).toMatchObject({ action: "backfill.start", after: { runs: made.added } });
  const again = await cli("backfill", "update-rankings", ...range);
  expect(again.stdout).toBe("No slot of update-rankings in this range is to be run again\n");
  expect(await cli("backfill", "update-rankings", "--from", "today")).toMatchObject({ code: 2 });
});

test("secret prints one that the routes accept", async () => {
  const { code, stdout } = await asProcess("secret");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[\w-]{43}\n$/);
});
