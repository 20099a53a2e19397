import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../support/api-app.ts";
import { runCli } from "../support/cli.ts";

/** The build that it runs has every job of this code but one. */
let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp((jobs as readonly AnyJob[]).filter(({ name }) => name !== "clean-data"));
});
afterAll(() => app.close());

const cli = (...args: string[]) => runCli([...args, "--url", app.url], { CRON_SECRET, DATABASE_URL: "" });

describe("fault D1: a job that the running server does not know", () => {
  test.each(["run", "test"])("but this code does is told as an older build (%s)", async (command) => {
    const { code, stdout, stderr } = await cli(command, "clean-data");
    expect(code).toBe(1);
    expect(stdout).toContain("404");
    expect(stderr).toContain(`the server at ${app.url} runs an older build: this code has clean-data, it does not`);
  });

  test("and that nobody knows is only unknown", async () => {
    const { code, stderr } = await cli("run", "nobody");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });
});
