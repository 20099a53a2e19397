import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
beforeEach(async () => {
  await domain.db.cronJobLog.deleteMany();
});
afterAll(() => domain.close());

const cli = (...args: string[]) => runCli(args, { DATABASE_URL: domain.url });
const lastAudit = () => domain.db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });

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

  test("fault D4: takes no reason where none is given", async () => {
    expect(await cli("pause", "clean-data")).toMatchObject({
      code: 0,
      stdout: "clean-data is paused until somebody resumes it\n",
    });
    expect(await lastAudit()).toMatchObject({ action: "job.pause", note: null, after: { pauseReason: null } });
    expect((await cli("doctor", "clean-data")).stdout).toMatch(/clean-data is paused by cli:.+: no reason was given/);
    expect(await cli("resume", "clean-data")).toMatchObject({ code: 0 });
  });

  test.each([
    [["pause", "--reason", "x"], "name one job, or give --all"],
    [["pause", "--all", "--reason", "x", "--until", "soon"], "--until: expected an instant"],
  ])("%j is refused", async (args, expected) => {
    expect(await cli(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(expected) });
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
    const repeated = await domain.db.cronJobLog.findFirstOrThrow({ where: { parentId: first } });
    expect(repeated).toMatchObject({ trigger: "retry", status: "completed", params: { olderThanDays: 9 } });

    const common = { jobName: "clean-data", trigger: "http", lockKey: "clean-data", maxAttempts: 2 };
    const waiting = "01a1fe30-85d4-7232-b7f4-36a357ad0001";
    await domain.db.cronJobLog.create({
      data: { ...common, id: waiting, status: "queued", attempts: 0, nextAttemptAt: new Date() },
    });
    expect(await cli("cancel", waiting)).toMatchObject({ code: 0, stdout: `Run ${waiting} is cancelled\n` });

    const dead = "01a1fe30-85d4-7232-b7f4-36a357ad0002";
    await domain.db.cronJobLog.create({
      data: { ...common, id: dead, status: "started", lane: 1, fence: 1, leaseExpiresAt: new Date() },
    });
    expect(await cli("force-end", dead, "--reason", "its machine is gone")).toMatchObject({ code: 0 });
    expect(await lastAudit()).toMatchObject({ action: "run.force-end", target: dead, note: "its machine is gone" });
    expect(await domain.db.cronJobLog.findUniqueOrThrow({ where: { id: dead } })).toMatchObject({ status: "failed" });
  });
});

test("backfill tells what it would run, adds waiting runs once they are wanted, and names a batch", async () => {
  const range = ["--from", "2025-01-10T00:00Z", "--to", "2025-01-12T12:00Z"];
  const told = await cli("backfill", "update-rankings", ...range, "--dry-run");
  expect(told).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ of \d+ slots of update-rankings would run/),
  });
  expect(await domain.db.cronJobLog.count()).toBe(0);
  const made = JSON.parse((await cli("backfill", "update-rankings", ...range, "--concurrency", "2", "--json")).stdout);
  const rows = await domain.db.cronJobLog.findMany({ where: { backfillId: made.batch.id } });
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
