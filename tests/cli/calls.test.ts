import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../lib/dashboard/health/finding.ts";
import { createDb, type Db, type Prisma } from "../../lib/db.ts";
import { runCli, startCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";

const PATH = "/api/cron/clean-data";

let database: TestDatabase;
let pool: Pool;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  db = createDb(pool);
});
afterEach(() => db.cronCall.deleteMany());
afterAll(async () => {
  await db.$disconnect();
  await pool.end();
  await database.drop();
});

const cli = (...args: string[]) => runCli(args, { DATABASE_URL: database.url });

type Columns = Prisma.CronCallCreateManyInput;

/** Calls of the last minutes, one a minute, the first the oldest. */
async function called(...calls: Partial<Columns>[]): Promise<void> {
  const rows = calls.map((changes, index) => ({
    at: new Date(Date.now() - (calls.length - index) * 60_000),
    method: "GET",
    path: PATH,
    status: 200,
    agent: "curl/8.5.0",
    address: "192.0.2.1",
    durationMs: 7,
    ...changes,
  }));
  await db.cronCall.createMany({ data: rows });
}

const refused: Partial<Columns> = { status: 401, reason: "unauthorized" };
const byPlatform: Partial<Columns> = { agent: "vercel-cron/1.0", schedule: "0 3 * * 0" };

describe("logs of calls", () => {
  const shown = async (...filters: string[]) =>
    JSON.parse((await cli("logs", "--json", ...filters.flatMap((filter) => ["--filter", filter]))).stdout);

  test("an HTTP status shows the calls that were answered so, and a path those that came there", async () => {
    await called(refused, { path: "/api/cron/nope", status: 404, reason: "unknown_job" }, {});
    expect((await shown("status:401")).calls).toMatchObject([{ path: PATH, status: 401, reason: "unauthorized" }]);
    expect((await shown(`requestPath:${PATH}`)).calls).toMatchObject([{ status: 200 }, { status: 401 }]);
    expect((await shown(`requestPath:${PATH}`, "status:200")).calls).toHaveLength(1);
    expect((await shown("status:401", "from:2100-01-01")).calls).toEqual([]);
  });

  test("people read a table, which says how many calls a row stands for", async () => {
    await called({ ...refused, sampled: 980 });
    const { stdout } = await cli("logs", "--filter", "status:401");
    expect(stdout).toMatch(
      /401 +GET \/api\/cron\/clean-data +unauthorized \(and 980 more alike\) +curl\/8\.5\.0 +192\.0\.2\.1/,
    );
    expect((await cli("logs", "--filter", "status:403")).stdout).toBe("  No calls\n");
  });

  test("what narrows runs keeps showing runs", async () => {
    await called({});
    expect(await shown(`requestPath:${PATH}`, "status:failed")).toMatchObject({ logs: [] });
    expect(await shown("job:clean-data")).toMatchObject({ logs: [] });
  });

  test.each([
    [["status:401", "job:clean-data"], "calls are narrowed by requestPath, status, from, to only"],
    [["requestPath:/api/cron/tick/x", "job:clean-data"], "runs have the path of their job"],
    [["status:999"], "expected a whole number from 100 to 599"],
    [["colour:red"], "expected NAME:VALUE"],
  ])("%j is refused with exit code 2", async (filters, expected) => {
    const { code, stderr } = await cli("logs", ...filters.flatMap((filter) => ["--filter", filter]));
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
  });

  test("--follow tells each call once, as it comes", async () => {
    await called(refused, refused);
    const args = ["logs", "--follow", "--json", "--filter", "status:401"];
    const following = startCli(args, { DATABASE_URL: database.url });
    await following.printed(/unauthorized[\s\S]*unauthorized/);
    await called({ ...refused, address: "203.0.113.9" });
    await called({ status: 404 });
    await following.printed(/203\.0\.113\.9/);
    following.child.kill("SIGINT");
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    const addresses = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).address);
    expect(addresses).toEqual(["192.0.2.1", "192.0.2.1", "203.0.113.9"]);
  });
});

test("fault D4: --follow shows the last N, then only what is new", async () => {
  for (const last of [1, 2, 3]) await called({ ...refused, address: `198.51.100.${last}` });
  const args = ["logs", "--follow", "--json", "--limit", "1", "--filter", "status:401"];
  const following = startCli(args, { DATABASE_URL: database.url });
  await following.printed(/198\.51\.100\.3/);
  await called({ ...refused, address: "203.0.113.9" });
  await following.printed(/203\.0\.113\.9/);
  following.child.kill("SIGINT");
  const lines = (await following.ended).stdout.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).address)).toEqual(["198.51.100.3", "203.0.113.9"]);
});

describe("the doctor", () => {
  async function diagnose(): Promise<{ code: number | null; about(check: string): Finding[] }> {
    const { code, stdout } = await cli("doctor", "--json");
    const { findings }: { findings: Finding[] } = JSON.parse(stdout);
    return { code, about: (check) => findings.filter((found) => found.check === check) };
  }

  test("counts the calls without the secret, names who sent most, and links to the entry", async () => {
    await called({ ...refused, sampled: 11 }, { ...refused, agent: "nosy/1", address: "203.0.113.9" }, {});
    const { code, about } = await diagnose();
    expect(code).toBe(0);
    expect(about("refused")).toMatchObject([
      {
        severity: "warning",
        evidence: expect.stringMatching(
          /^13 calls answered 401 .* curl\/8\.5\.0 from 192\.0\.2\.1; .*--filter status:401/,
        ),
        fix: expect.stringContaining("give that caller CRON_SECRET"),
        link: "docs/troubleshooting.md#answers-401",
      },
    ]);
  });

  test("tells a platform with another secret what to set", async () => {
    await called({ ...refused, agent: "vercel-cron/1.0" });
    expect((await diagnose()).about("refused")[0]?.fix).toContain("set CRON_SECRET in that environment");
  });

  test("says when the platform calls the schedule of another release, and for a job that this one lacks", async () => {
    await called(
      { ...byPlatform },
      { ...byPlatform, schedule: "5 5 * * *" },
      { ...byPlatform, path: "/api/cron/gone-job", status: 404, reason: "unknown_job" },
    );
    const { about } = await diagnose();
    expect(about("release").map(({ evidence }) => evidence)).toEqual([
      expect.stringContaining(
        'another release (rolled back?): /api/cron/clean-data at "5 5 * * *" for clean-data; 1 call,',
      ),
      expect.stringContaining('/api/cron/gone-job at "0 3 * * 0"; 1 call,'),
    ]);
    expect(about("unknown jobs")).toEqual([]);
  });

  test("fault D1: a job's older path in the platform's settings is a valid set-up, not a rollback", async () => {
    await called({ ...byPlatform, path: "/api/cron/execute/clean-data", schedule: "5 5 * * *" });
    const { about } = await diagnose();
    expect(about("release")).toEqual([]);
  });

  test("leaves alone what an earlier release was called for, and calls that are too long ago", async () => {
    await called({ ...byPlatform, schedule: "5 5 * * *", release: "earlier" }, { ...byPlatform, release: "now" });
    await called({ ...refused, at: new Date(Date.now() - 25 * 3_600_000) });
    const { about } = await diagnose();
    expect([about("release"), about("refused")]).toEqual([[], []]);
    expect(about("calls")).toMatchObject([{ severity: "ok" }]);
  });

  test("names a path that is no job's", async () => {
    await called({ path: "/api/cron/claen-data", status: 404, reason: "unknown_job" });
    expect((await diagnose()).about("unknown jobs")[0]?.evidence).toContain(
      "/api/cron/claen-data names no registered job",
    );
  });
});
