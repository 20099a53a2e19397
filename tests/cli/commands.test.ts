import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCli, startCli } from "../support/cli.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";
import { until } from "../support/until.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
beforeEach(async () => {
  await domain.db.cronJobLog.deleteMany();
});
afterAll(() => domain.close());

const cli = (...args: string[]) => runCli(args, { DATABASE_URL: domain.url });
/** As a person starts it: what a process alone has is tried here, everything else by `cli`. */
const asProcess = (...args: string[]) => startCli(args, { DATABASE_URL: domain.url }).ended;
const lastAudit = () => domain.db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });

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
    const row = await domain.db.cronJobLog.findUniqueOrThrow({ where: { id: execution.id } });
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
    const { params } = await domain.db.cronJobLog.findUniqueOrThrow({ where: { id: execution.id } });
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
      DATABASE_URL: domain.url,
      SMTP_URL: `smtp://127.0.0.1:${port}`,
    });
    await running.printed(/run started/);
    running.child.kill("SIGINT");
    const { code, stdout } = await running.ended;
    silent.close();
    expect(code).toBe(1);
    expect(stdout).toContain("handed it back");
    expect(await domain.db.cronJobLog.findFirstOrThrow()).toMatchObject({
      status: "retrying",
      attempts: 0,
      interruptions: 1,
    });
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

  test("fault D4: list and info tell an interval", async () => {
    const data = { id: "job:clean-data", name: "clean-data", jobName: "clean-data", origin: "code" };
    const slot = new Date("2099-01-01T00:00:00Z");
    const when = { kind: "interval", everySeconds: 90, anchorAt: new Date(), nextSlot: slot, nextRunAt: slot };
    await domain.db.cronSchedule.create({ data: { ...data, ...when, params: {} } });
    expect((await cli("list")).stdout).toMatch(/clean-data +Every 1 m 30 s +UTC +enabled/);
    expect((await cli("info", "clean-data")).stdout).toMatch(/schedule +Every 1 m 30 s\n/);
    await domain.db.cronSchedule.delete({ where: { id: data.id } });
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

    const following = startCli(["logs", "--follow", "--filter", "job:clean-data"], { DATABASE_URL: domain.url });
    await following.printed(/clean-data/);
    await cli("run", "clean-data");
    await until("the second run", async () => (following.output().match(/completed/g)?.length === 2 ? true : null));
    following.child.kill("SIGINT");
    expect(await following.ended).toMatchObject({ code: 0 });
  });
});

test("secret prints one that the routes accept", async () => {
  const { code, stdout } = await asProcess("secret");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[\w-]{43}\n$/);
});
