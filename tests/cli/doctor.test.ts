import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../lib/dashboard/health/finding.ts";
import { ENTRIES } from "../../lib/dashboard/words/entries.ts";
import { ROOT } from "../../scripts/support/environment.ts";
import { runCli, startCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import { openPatient, type Patient } from "../support/diagnosis.ts";

let patient: Patient;
beforeAll(async () => {
  patient = await openPatient();
});
afterAll(() => patient.close());

describe("doctor", () => {
  test("finds no error in this project on a migrated database, and counts the crons", async () => {
    const { code, findings } = await patient.diagnose();
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
    const { code, about } = await patient.diagnose([], variables);
    expect(about("secret")).toMatchObject({
      severity,
      fix: expect.stringContaining(fix),
      link: "docs/troubleshooting.md#answers-401",
    });
    expect(code).toBe(severity === "error" ? 1 : 0);
  });

  test("names a variable that is wrong", async () => {
    const variables = { DATABASE_URL: patient.url, LEASE_SECONDS: "1" };
    const { code, stdout } = await startCli(["doctor", "--json"], variables).ended; // a process begins with it
    expect(code).toBe(1);
    const { findings }: { findings: Finding[] } = JSON.parse(stdout);
    expect(findings.find(({ check }) => check === "configuration")?.evidence).toContain("LEASE_SECONDS");
  });

  test("names a database that is away", async () => {
    const { code, about } = await patient.diagnose([], { DATABASE_URL: "postgresql://nobody:x@127.0.0.1:1/none" });
    expect(code).toBe(1);
    expect(about("database")?.evidence).toContain("does not answer");
  });

  test("names migrations that are pending, and one that failed half-way", async () => {
    const broken = await createTestDatabase();
    const client = new Pool({ connectionString: broken.url, max: 1 });
    const last = (await client.query("SELECT max(migration_name) AS name FROM _prisma_migrations")).rows[0].name;
    await client.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1", [last]);
    const failed = await patient.diagnose([], { DATABASE_URL: broken.url });
    await client.query("DELETE FROM _prisma_migrations WHERE migration_name = $1", [last]);
    const pending = await patient.diagnose([], { DATABASE_URL: broken.url });
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
    const copy = patient.withVercelJson(crons);
    const { code, about, findings } = await patient.diagnose(["--dir", copy]);
    rmSync(copy, { recursive: true });
    expect(code).toBe(1);
    expect(about("plan")).toMatchObject({
      severity: "error",
      evidence: expect.stringContaining("crons used 101 of 100"),
    });
    expect(findings.map(({ evidence }) => evidence)).toContain('vercel.json lacks /api/cron/clean-data at "0 3 * * 0"');
  });

  test("says what a plan of daily calls means for frequent jobs and for retries", async () => {
    const copy = patient.withVercelJson([]);
    await runCli(["sync", "--plan", "hobby", "--dir", copy]);
    const { code, findings } = await patient.diagnose(["--dir", copy]);
    rmSync(copy, { recursive: true });
    expect(code).toBe(0);
    const precision = findings.filter(({ check }) => check === "precision").map(({ evidence }) => evidence);
    expect(precision).toEqual([
      expect.stringContaining('health-check asks for "*/5 * * * *"'),
      expect.stringContaining("wait up to a day"),
    ]);
  });

  test("warns of timeouts above the platform's limit, of jobs that left the code, and of too many connections", async () => {
    await patient.db.cronJobConfig.create({ data: { jobName: "gone-job" } });
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
    await patient.db.cronJobLog.createMany({ data: ids.map((id) => ({ ...ended, id, worker: id })) });
    const { code, about } = await patient.diagnose([], { DATABASE_POOL: "100" });
    await patient.db.cronJobLog.deleteMany();
    await patient.db.cronJobConfig.deleteMany();
    expect(code).toBe(0);
    expect(about("duration")).toMatchObject({ severity: "warning", evidence: expect.stringContaining("cut at 285 s") });
    expect(about("jobs")?.evidence).toBe("no longer in code: gone-job");
    expect(about("connections")?.evidence).toContain("3 processes of the last day x 103 connections = 309 of");
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
