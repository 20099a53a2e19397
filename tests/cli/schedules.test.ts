import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb, type Db } from "../../lib/db.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";

let database: TestDatabase;
let pool: Pool;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  db = createDb(pool);
});
afterAll(async () => {
  await db.$disconnect();
  await pool.end();
  await database.drop();
});

const cli = (...args: string[]) => runCli(["schedules", ...args], { DATABASE_URL: database.url });
async function json(...args: string[]) {
  const { code, stdout, stderr } = await cli(...args, "--json");
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
const lastAudit = () => db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });

test("a schedule is added, shown, changed, listed and removed", async () => {
  const params = '{"olderThanDays":9}';
  const added = await json(
    "add",
    "tidy",
    "--job",
    "clean-data",
    "--every",
    "90m",
    "--params",
    params,
    "--starts",
    "1d",
  );
  expect(added).toMatchObject({
    id: "tidy",
    jobName: "clean-data",
    timing: { kind: "interval", seconds: 5400 },
    params: { olderThanDays: 9 },
    createdBy: expect.stringMatching(/^cli:/),
  });
  expect(added.nextRunTime).toBe(added.startsAt);
  const words = (await cli("edit", "tidy", "--cron", "0 3 * * mon", "--zone", "Asia/Seoul", "--misfire", "skip"))
    .stdout;
  expect(words).toMatch(/trigger +At 03:00, only on Monday/);
  expect(words).toMatch(/timezone +Asia\/Seoul/);
  expect(await lastAudit()).toMatchObject({ action: "schedule.edit", target: "tidy", after: { misfire: "skip" } });
  expect((await cli()).stdout).toMatch(/tidy +clean-data +At 03:00, only on Monday +Asia\/Seoul +scheduled/);
  const stale = await cli("edit", "tidy", "--enabled", "no", "--version", "1");
  expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining("is at version 2, you changed version 1")]);
  expect(await cli("remove", "tidy")).toMatchObject({ code: 0, stdout: "Schedule tidy is removed\n" });
  expect(await json()).toEqual([]);
});

test("a schedule is paused, run with force, resumed, and one of its slots skipped and put back", async () => {
  await json("add", "held", "--job", "clean-data", "--cron", "0 3 * * *", "--params", '{"olderThanDays":8}');
  const paused = await json("pause", "held", "--until", "2h", "--reason", "the shop is moving");
  expect(paused).toMatchObject({ status: "paused", pauseReason: "the shop is moving" });
  const refused = await cli("run", "held");
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("is paused by cli:")]);
  expect(await cli("run", "held", "--force")).toMatchObject({ code: 0 });
  expect(await db.cronJobLog.findFirstOrThrow()).toMatchObject({ status: "completed", params: { olderThanDays: 8 } });
  const { status, nextRunTime } = await json("resume", "held");
  expect(status).toBe("scheduled");
  expect((await json("skip", "held", nextRunTime, "--reason", "holiday")).skips).toMatchObject([{ reason: "holiday" }]);
  expect((await json("skip", "held", nextRunTime, "--undo")).skips).toEqual([]);
});

test.each([
  [["add", "x", "--cron", "0 3 * * *"], 2, "--job is missing"],
  [["add", "x", "--job", "clean-data", "--cron", "0 3 * * *", "--at", "2h"], 2, "a schedule has one trigger"],
  [["add", "X!", "--job", "clean-data", "--every", "1h"], 2, "id: expected a lower-case letter"],
  [["add", "x", "--job", "clean-data", "--every", "1h", "--params", '{"nope":1}'], 2, "nope"],
  [["add", "x", "--job", "clean-data", "--cron", "0 0 30 2 *"], 1, "never fires"],
  [["edit", "nobody", "--every", "1h"], 1, "There is no schedule nobody"],
])("%j is refused", async (args, code, expected) => {
  expect(await cli(...args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(expected) });
});
