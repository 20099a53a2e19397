import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NonRetryableError } from "../../lib/cron/errors.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../support/api-app.ts";
import { runCli } from "../support/cli.ts";
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
    const { code, stdout } = await cli(["test", "--all"]);
    expect(code).toBe(0);
    for (const { name } of jobs) expect(stdout).toContain(`/api/cron/${name}  200  Did ${name}`);
    expect(stdout).toContain("/api/cron/tick  200  ");
    const runs = await app.db.cronJobLog.findMany({ where: { trigger: "platform" } });
    expect(runs).toHaveLength(jobs.length);
    expect(runs.every((run) => run.scheduledFor !== null && run.actor === "platform")).toBe(true);
  });

  test("fails when a route does, and when nobody answers", async () => {
    expect(await cli(["test", "health-check"], "another-secret-than-that")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("/api/cron/health-check  401  Expected the header"),
    });
    const away = await runCli(["test", "--all", "--json", "--url", "http://127.0.0.1:1"], { CRON_SECRET });
    expect(away.code).toBe(1);
    expect(JSON.parse(away.stdout)[0]).toMatchObject({
      status: null,
      body: expect.stringContaining("does not answer"),
    });
  });

  test("says what to do when there is no secret", async () => {
    const { code, stderr } = await runCli(["test", "--all"], { CRON_SECRET: "", CRON_SECRET_TOKEN: "misnamed" });
    expect(code).toBe(1);
    expect(stderr).toContain("rename it to CRON_SECRET");
  });
});
