import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/support/environment.ts";
import { runCli, startCli } from "../support/cli.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "belfry-sync-"));
  for (const path of ["vercel.json", "package.json", ...globSync("app/api/**/route.ts", { cwd: ROOT })]) {
    cpSync(join(ROOT, path), join(dir, path));
  }
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const sync = (...options: string[]) => runCli(["sync", "--dir", dir, ...options], { MAX_DURATION_SECONDS: "" });
const read = (path: string) => readFileSync(join(dir, path), "utf8");
const change = (path: string, from: string, to: string) => {
  expect(read(path)).toContain(from);
  writeFileSync(join(dir, path), read(path).replace(from, to));
};
const ANY_JOB = "app/api/cron/[...job]/route.ts";

describe("sync --check", () => {
  test("passes on the committed files", async () => {
    expect(await startCli(["sync", "--check"]).ended).toMatchObject({ code: 0 });
  });

  test("names a cron that is missing, one that is too much and one at another time", async () => {
    change("vercel.json", '"path": "/api/cron/clean-data"', '"path": "/api/cron/clear-data"');
    change("vercel.json", "0 2 * * *", "0 5 * * *");
    const { code, stderr } = await sync("--check");
    expect(code).toBe(1);
    expect(stderr).toContain('vercel.json lacks /api/cron/clean-data at "0 3 * * 0"');
    expect(stderr).toContain('vercel.json calls /api/cron/clear-data at "0 3 * * 0", the registry does not');
    expect(stderr).toContain('vercel.json lacks /api/cron/convert-images at "0 2 * * *"');
    expect(stderr).toContain('vercel.json calls /api/cron/convert-images at "0 5 * * *", the registry does not');
  });

  test("names a route whose limit is another one, or is gone", async () => {
    change(ANY_JOB, "maxDuration = 300", "maxDuration = 60");
    change("app/api/cron/tick/route.ts", "export const maxDuration = 300;\n", "");
    const { code, stderr } = await sync("--check");
    expect(code).toBe(1);
    expect(stderr).toContain(`${ANY_JOB} exports maxDuration = 60, the plan's limit is 300`);
    expect(stderr).toContain("app/api/cron/tick/route.ts exports no maxDuration, expected the literal 300");
  });

  test("names MAX_DURATION_SECONDS when it is set to something else", async () => {
    const { code, stderr } = await runCli(["sync", "--check", "--dir", dir], { MAX_DURATION_SECONDS: "120" });
    expect(code).toBe(1);
    expect(stderr).toContain("MAX_DURATION_SECONDS is 120, the plan's limit is 300");
  });

  test("tells programs in JSON", async () => {
    writeFileSync(join(dir, "vercel.json"), "{}");
    const { code, stdout } = await sync("--check", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ inSync: false, drift: expect.arrayContaining([expect.any(String)]) });
  });
});

describe("sync", () => {
  test("writes the plan's limit into every route, remembers the plan, and is then content", async () => {
    expect(await sync("--plan", "pro")).toMatchObject({ code: 0 });
    expect(read(ANY_JOB)).toContain("export const maxDuration = 800;");
    expect(JSON.parse(read("package.json")).belfry.platform).toEqual({ plan: "pro", mode: "per-job", format: "crons" });
    expect(await sync("--check")).toMatchObject({ code: 0, stderr: "" });
  });

  test("leaves what vercel.json holds beside the crons", async () => {
    writeFileSync(join(dir, "vercel.json"), JSON.stringify({ regions: ["icn1"], crons: [] }));
    await sync();
    expect(JSON.parse(read("vercel.json"))).toMatchObject({ regions: ["icn1"], crons: expect.any(Array) });
  });

  test("in tick mode calls the tick alone, at the finest interval of the plan", async () => {
    await sync("--mode", "tick");
    expect(JSON.parse(read("vercel.json")).crons).toEqual([{ path: "/api/cron/tick", schedule: "* * * * *" }]);
    await sync("--plan", "hobby");
    expect(JSON.parse(read("vercel.json")).crons).toEqual([{ path: "/api/cron/tick", schedule: "0 0 * * *" }]);
  });

  test("on a plan of daily calls says which jobs are called less often than they ask for", async () => {
    const { code, stderr } = await sync("--plan", "hobby");
    expect(code).toBe(0);
    expect(stderr).toContain('health-check asks for "*/5 * * * *", but the plan hobby calls once a day');
    expect(JSON.parse(read("vercel.json")).crons).toContainEqual({
      path: "/api/cron/health-check",
      schedule: "0 0 * * *",
    });
  });

  test("writes the newer schedules with zones, and takes the crons out", async () => {
    await sync("--format", "schedules");
    const { crons, schedules } = JSON.parse(read("vercel.json"));
    expect(crons).toBeUndefined();
    expect(schedules["clean-data"]).toEqual({
      schedule: "0 3 * * 0",
      timezone: "UTC",
      path: "/api/cron/clean-data",
      requestMethod: "GET",
    });
    expect(await sync("--check")).toMatchObject({ code: 0 });
  });

  test("refuses a plan that does not exist", async () => {
    const { code, stderr } = await sync("--plan", "gold");
    expect(code).toBe(2);
    expect(stderr).toContain('--plan: expected hobby, pro, enterprise, got "gold"');
    expect(stderr).toContain("Usage: npm run cron -- sync");
  });
});
