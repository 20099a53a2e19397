import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../support/api-app.ts";
import { runCli, startCli } from "../support/cli.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

const daily = (expression: string) => ({ kind: "cron", expression, timezone: "UTC" }) as const;
const scripts = jobs.map(({ name, schedule }) =>
  scriptedJob([step.returns({ ...ok, message: `Did ${name}` })], { name, schedule }),
);
const broken = scriptedJob([step.throws(new NonRetryableError("401 from Meta"))], {
  name: "broken",
  schedule: daily("0 1 * * *"),
});

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([...scripts.map(({ job }) => job), broken.job]);
});
afterAll(() => app.close());

const cli = (args: string[], secret = CRON_SECRET) =>
  runCli([...args, "--url", app.url], { CRON_SECRET: secret, DATABASE_URL: "" });

describe("run --url", () => {
  test("has the server run it, with parameters and the secret", async () => {
    const { code, stdout } = await cli(["run", "clean-data", "--params", '{"size":5}', "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      success: true,
      message: "Did clean-data",
      execution: { trigger: "http" },
    });
    expect(await app.db.cronJobLog.findFirstOrThrow()).toMatchObject({ params: { size: 5 }, actor: "belfry-cli" });
  });

  test("fails with the server's own word for a failed run, a wrong secret and an unknown job", async () => {
    expect(await cli(["run", "broken"])).toMatchObject({ code: 1, stdout: expect.stringContaining("401 from Meta") });
    expect(await cli(["run", "clean-data"], "another-secret-than-that")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^401: /),
    });
    expect(await cli(["run", "nobody"])).toMatchObject({ code: 1, stdout: expect.stringMatching(/^404: /) });
  });

  test("does not force: a server takes that from people only", async () => {
    expect(await cli(["run", "clean-data", "--force"])).toMatchObject({ code: 2 });
  });
});

describe("test", () => {
  test("calls every route as the platform does, and prints path, status and answer", async () => {
    const { code, stdout } = await cli(["test", "--all", "--yes"]);
    expect(code).toBe(0);
    for (const { name } of jobs) expect(stdout).toContain(`/api/cron/${name}  200  Did ${name}`);
    expect(stdout).toContain("/api/cron/tick  200  ");
    const runs = await app.db.cronJobLog.findMany({ where: { trigger: "platform" } });
    expect(runs).toHaveLength(jobs.length);
    expect(runs.every((run) => run.scheduledFor !== null && run.actor === "platform")).toBe(true);
  });

  test("fault D4: --all says that it runs the real jobs, and runs none where nobody can be asked", async () => {
    const before = await app.db.cronJobLog.count();
    const { code, stderr } = await cli(["test", "--all"]);
    expect(code).toBe(2);
    expect(stderr).toContain(`runs all ${jobs.length} jobs for real`);
    expect(await app.db.cronJobLog.count()).toBe(before);
  });

  describe("fault D4: --all asks at a terminal", () => {
    const ask = (typed: string) =>
      startCli(["test", "--all", "--url", app.url], { CRON_SECRET, DATABASE_URL: "" }, typed).ended;

    test.each(["n\n", "\n", "yikes\n", ""])("and runs nothing after %j", async (typed) => {
      const before = await app.db.cronJobLog.count();
      const { code, stdout, stderr } = await ask(typed);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain(`runs all ${jobs.length} jobs for real`);
      expect(stderr).toContain("Go on? [y/N]");
      expect(await app.db.cronJobLog.count()).toBe(before);
    });

    test.each(["y\n", "YES\n"])("and runs them after %j", async (typed) => {
      const { code, stdout } = await ask(typed);
      expect(code).toBe(0);
      for (const { name } of jobs) expect(stdout).toContain(`/api/cron/${name}  200  `);
    });
  });

  test("fails when a route does, and when nobody answers", async () => {
    expect(await cli(["test", "health-check"], "another-secret-than-that")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("/api/cron/health-check  401  Expected the header"),
    });
    const away = await runCli(["test", "--all", "--yes", "--json", "--url", "http://127.0.0.1:1"], { CRON_SECRET });
    expect(away.code).toBe(1);
    expect(JSON.parse(away.stdout)[0]).toMatchObject({
      status: null,
      body: expect.stringContaining("does not answer"),
    });
  });

  test("says what to do when there is no secret", async () => {
    const { code, stderr } = await runCli(["test", "--all", "--yes"], {
      CRON_SECRET: "",
      CRON_SECRET_TOKEN: "misnamed",
    });
    expect(code).toBe(1);
    expect(stderr).toContain("rename it to CRON_SECRET");
  });
});

describe("ticker", () => {
  const DAY = ["--at", "2026-03-01T01:59:30Z", "--for", "1m", "--speed", "600", "--dir"];

  test("calls the routes of vercel.json as the platform does, at their times", async () => {
    const dir = mkdtempSync(join(tmpdir(), "belfry-ticker-"));
    const crons = [
      { path: "/api/cron/convert-images", schedule: "0 2 * * *" },
      { path: "/api/cron/clean-data", schedule: "0 3 * * 0" },
    ];
    writeFileSync(join(dir, "vercel.json"), JSON.stringify({ crons }));
    const before = await app.db.cronJobLog.count({ where: { trigger: "platform" } });
    const { code, stdout } = await cli(["ticker", ...DAY, dir]);
    rmSync(dir, { recursive: true });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^2026-03-01T02:00:00\.000Z {2}\/api\/cron\/convert-images {2}"0 2 \* \* \*" {2}on time {2}200 {2}.+\n$/,
    );
    expect(await app.db.cronJobLog.count({ where: { trigger: "platform" } })).toBeGreaterThanOrEqual(before);
  });

  test("with a seed repeats its chaos, and says what it did not call", async () => {
    const chaos = ["ticker", "--json", "--at", "2026-03-01T00:00:00Z", "--for", "1h", "--speed", "3600"];
    const play = async () => {
      const { stdout } = await cli([...chaos, "--chaos", "duplicate,miss,late", "--seed", "7"]);
      return stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .map(({ at, path, fate }) => `${at} ${path} ${fate}`);
    };
    const first = await play();
    expect(first.toSorted()).toEqual((await play()).toSorted());
    for (const fate of ["on time", "duplicate", "late", "missed"]) expect(first.join()).toContain(fate);
  });

  test.each([
    [["--for", "soon"], "--for: expected a time such as 90s"],
    [["--at", "yesterday"], "--at: expected an instant in ISO 8601"],
    [["--speed", "0"], "--speed: expected a number above 0"],
    [["--chaos", "fire"], "--chaos: expected duplicate, miss, late"],
  ])("refuses %j", async (args, expected) => {
    expect(await cli(["ticker", ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(expected) });
  });
});
