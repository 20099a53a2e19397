import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENTRIES, type Finding } from "../../lib/dashboard/health/finding.ts";
import { createDb, type Db } from "../../lib/db.ts";
import { ROOT } from "../../scripts/support/environment.ts";
import { runCli, startCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";

let database: TestDatabase;
let pool: Pool;
let db: Db;
let dir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  db = createDb(pool);
  dir = mkdtempSync(join(tmpdir(), "belfry-doctor-"));
  for (const path of ["vercel.json", "package.json", ...globSync("app/api/**/route.ts", { cwd: ROOT })]) {
    cpSync(join(ROOT, path), join(dir, path));
  }
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await db.$disconnect();
  await pool.end();
  await database.drop();
});

interface Diagnosis {
  code: number | null;
  findings: Finding[];
  /** The first finding that is no good news, of a check. */
  about(check: string): Finding | undefined;
}

async function diagnose(args: string[] = [], variables: Record<string, string> = {}): Promise<Diagnosis> {
  const { code, stdout } = await runCli(["doctor", "--json", ...args], { DATABASE_URL: database.url, ...variables });
  const { findings }: { findings: Finding[] } = JSON.parse(stdout);
  const about = (check: string) => findings.find((found) => found.check === check && found.severity !== "ok");
  return { code, findings, about };
}

function withVercelJson(crons: object[]): string {
  const copy = mkdtempSync(join(tmpdir(), "belfry-doctor-"));
  cpSync(dir, copy, { recursive: true });
  writeFileSync(join(copy, "vercel.json"), JSON.stringify({ crons }));
  return copy;
}

describe("doctor", () => {
  test("finds no error in this project on a migrated database, and counts the crons", async () => {
    const { code, findings } = await diagnose();
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(code).toBe(0);
    expect(findings.find(({ check }) => check === "plan")?.evidence).toMatch(
      /^crons used \d+ of 100 \(plan pro, as of 2026/,
    );
  });

  test.each([
    [{ CRON_SECRET: "" }, "error", "CRON_SECRET is not set"],
    [{ CRON_SECRET: "short" }, "error", "fewer than 16 characters"],
    [{ CRON_SECRET: "", CRON_SECRET_TOKEN: "a-secret-under-the-wrong-name" }, "error", "rename it to CRON_SECRET"],
    [{ CRON_SECRET: "your-secret-goes-here" }, "warning", "npm run -s cron -- secret"],
    [{ CRON_SECRET: "aaaaaaaaaaaaaaaaaaaaaaa" }, "warning", "npm run -s cron -- secret"],
  ])("%j is a finding with its fix and entry", async (variables, severity, fix) => {
    const { code, about } = await diagnose([], variables);
    expect(about("secret")).toMatchObject({
      severity,
      fix: expect.stringContaining(fix),
      link: "docs/troubleshooting.md#answers-401",
    });
    expect(code).toBe(severity === "error" ? 1 : 0);
  });

  test("names a variable that is wrong", async () => {
    const variables = { DATABASE_URL: database.url, LEASE_SECONDS: "1" };
    const { code, stdout } = await startCli(["doctor", "--json"], variables).ended; // a process begins with it
    expect(code).toBe(1);
    const { findings }: { findings: Finding[] } = JSON.parse(stdout);
    expect(findings.find(({ check }) => check === "configuration")?.evidence).toContain("LEASE_SECONDS");
  });

  test("names a database that is away", async () => {
    const { code, about } = await diagnose([], { DATABASE_URL: "postgresql://nobody:x@127.0.0.1:1/none" });
    expect(code).toBe(1);
    expect(about("database")?.evidence).toContain("does not answer");
  });

  test("names migrations that are pending, and one that failed half-way", async () => {
    const broken = await createTestDatabase();
    const client = new Pool({ connectionString: broken.url, max: 1 });
    const last = (await client.query("SELECT max(migration_name) AS name FROM _prisma_migrations")).rows[0].name;
    await client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1", [last]);
    const failed = await diagnose([], { DATABASE_URL: broken.url });
    await client.query("DELETE FROM _prisma_migrations WHERE migration_name = $1", [last]);
    const pending = await diagnose([], { DATABASE_URL: broken.url });
    await client.end();
    await broken.drop();
    expect([failed.code, failed.about("migrations")?.evidence]).toEqual([1, `failed half-way: ${last}`]);
    expect(pending.code).toBe(1);
    expect(pending.about("migrations")).toMatchObject({
      evidence: expect.stringContaining(`pending: ${last}`),
      fix: "run `npm run db:migrate`",
    });
  });

  test("names drift, and more crons than the plan has", async () => {
    const crons = Array.from({ length: 101 }, (_, n) => ({ path: `/api/cron/job-${n}`, schedule: "0 1 * * *" }));
    const copy = withVercelJson(crons);
    const { code, about, findings } = await diagnose(["--dir", copy]);
    rmSync(copy, { recursive: true });
    expect(code).toBe(1);
    expect(about("plan")).toMatchObject({
      severity: "error",
      evidence: expect.stringContaining("crons used 101 of 100"),
    });
    expect(findings.map(({ evidence }) => evidence)).toContain('vercel.json lacks /api/cron/clean-data at "0 3 * * 0"');
  });

  test("says what a plan of daily calls means for frequent jobs and for retries", async () => {
    const copy = withVercelJson([]);
    await runCli(["sync", "--plan", "hobby", "--dir", copy]);
    const { code, findings } = await diagnose(["--dir", copy]);
    rmSync(copy, { recursive: true });
    expect(code).toBe(0);
    const precision = findings.filter(({ check }) => check === "precision").map(({ evidence }) => evidence);
    expect(precision).toEqual([
      expect.stringContaining('health-check asks for "*/5 * * * *"'),
      expect.stringContaining("wait up to a day"),
    ]);
  });

  test("warns of timeouts above the platform's limit, of jobs that left the code, and of too many connections", async () => {
    await db.cronJobConfig.create({ data: { jobName: "gone-job" } });
    const ended = {
      jobName: "clean-data",
      status: "completed",
      trigger: "http",
      lockKey: "clean-data",
      completedAt: new Date(),
    };
    const ids = [
      "01a1fe30-85d4-7232-b7f4-36a357ad0011",
      "01a1fe30-85d4-7232-b7f4-36a357ad0012",
      "01a1fe30-85d4-7232-b7f4-36a357ad0013",
    ];
    await db.cronJobLog.createMany({ data: ids.map((id) => ({ ...ended, id, worker: id })) });
    const { code, about } = await diagnose([], { DATABASE_POOL: "100" });
    await db.cronJobLog.deleteMany();
    await db.cronJobConfig.deleteMany();
    expect(code).toBe(0);
    expect(about("duration")).toMatchObject({ severity: "warning", evidence: expect.stringContaining("cut at 285 s") });
    expect(about("jobs")?.evidence).toBe("no longer in code: gone-job");
    expect(about("connections")?.evidence).toContain("3 processes of the last day x 103 connections = 309 of");
  });
});

describe("doctor <job>", () => {
  // Slots before the installation never count, and this one was made a moment ago.
  beforeAll(() => db.$executeRaw`update _prisma_migrations set started_at = now() - interval '1 day'`);

  test("fault D4: while Postgres is away it says so, and does not send anybody to the doctor", async () => {
    const variables = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
    const { code, stdout, stderr } = await runCli(["doctor", "clean-data"], variables);
    expect(code).toBe(1);
    expect(stdout).toContain("fix: start it, or correct DATABASE_URL");
    expect(stdout + stderr).not.toContain("-- doctor");
  });

  const last = ({ findings }: Diagnosis) => findings.at(-1);
  const slot = () => new Date(Math.floor(Date.now() / 300_000) * 300_000);
  const run = (changes: object) => ({
    data: {
      id: "01a1fe30-85d4-7232-b7f4-36a357ad0021",
      jobName: "health-check",
      trigger: "platform",
      lockKey: "health-check",
      scheduleId: "job:health-check",
      scheduledFor: slot(),
      completedAt: new Date(),
      status: "completed",
      ...changes,
    },
  });

  test("stops at a job that is switched off, and names why", async () => {
    await db.cronJobConfig.create({ data: { jobName: "health-check", enabled: false, notes: "moving house" } });
    const { code, findings } = await diagnose(["health-check"]);
    await db.cronJobConfig.deleteMany();
    expect(code).toBe(1);
    expect(findings.at(-1)).toMatchObject({
      check: "enabled",
      evidence: "it is switched off: moving house",
      fix: "npm run cron -- enable health-check",
    });
  });

  test("stops at a vercel.json that does not call it", async () => {
    const copy = withVercelJson([{ path: "/api/cron/clean-data", schedule: "0 3 * * 0" }]);
    expect(last(await diagnose(["health-check", "--dir", copy]))).toMatchObject({
      check: "vercel.json",
      severity: "error",
    });
    rmSync(copy, { recursive: true });
  });

  test("stops at a scheduler that is off while nobody else calls", async () => {
    const found = last(await diagnose(["health-check"], { SCHEDULER: "none" }));
    expect(found).toMatchObject({ check: "scheduler", severity: "error" });
  });

  test("stops at a slot that nobody delivered", async () => {
    const { code, findings } = await diagnose(["health_check"]);
    expect(code).toBe(1);
    expect(findings.at(-1)).toMatchObject({
      check: "called",
      evidence: expect.stringContaining("it was never called"),
      fix: expect.stringContaining("npm run cron -- test health-check"),
    });
  });

  test("stops at a refusal, with the entry of its reason", async () => {
    await db.cronJobLog.create(run({ status: "skipped", reason: "already_running", attempts: 0 }));
    const found = last(await diagnose(["health-check"]));
    await db.cronJobLog.deleteMany();
    expect(found).toMatchObject({ check: "accepted", link: "docs/troubleshooting.md#already-running" });
  });

  test("stops at a failure with its error, and is content with a run that ended well", async () => {
    await db.cronJobLog.create(run({ status: "failed", errorMessage: "401 from Meta" }));
    const failed = last(await diagnose(["health-check"]));
    await db.cronJobLog.updateMany({ data: { status: "completed" } });
    const fine = await diagnose(["health-check"]);
    await db.cronJobLog.deleteMany();
    expect(failed).toMatchObject({
      check: "ran",
      severity: "error",
      evidence: expect.stringContaining("401 from Meta"),
    });
    expect([fine.code, last(fine)?.severity]).toEqual([0, "ok"]);
  });
});

test("every entry that a finding links to stands in docs/troubleshooting.md", () => {
  const text = readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8");
  const anchors = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  expect(anchors).toEqual([...ENTRIES]);
});
