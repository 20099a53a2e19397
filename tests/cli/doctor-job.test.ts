import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { type Diagnosis, openPatient, type Patient } from "../support/diagnosis.ts";

let patient: Patient;
beforeAll(async () => {
  patient = await openPatient();
});
afterAll(() => patient.close());

describe("doctor <job>", () => {
  // Slots before the installation never count, and this one was made a moment ago.
  beforeAll(() => patient.db.$executeRaw`update _prisma_migrations set started_at = now() - interval '1 day'`);

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
    await patient.db.cronJobConfig.create({ data: { jobName: "health-check", enabled: false, notes: "moving house" } });
    const { code, findings } = await patient.diagnose(["health-check"]);
    await patient.db.cronJobConfig.deleteMany();
    expect(code).toBe(1);
    expect(findings.at(-1)).toMatchObject({
      check: "enabled",
      evidence: "it is switched off: moving house",
      fix: "npm run cron -- enable health-check",
    });
  });

  test("stops at a vercel.json that does not call it", async () => {
    const copy = patient.withVercelJson([{ path: "/api/cron/clean-data", schedule: "0 3 * * 0" }]);
    expect(last(await patient.diagnose(["health-check", "--dir", copy]))).toMatchObject({
      check: "vercel.json",
      severity: "error",
    });
    rmSync(copy, { recursive: true });
  });

  test("stops at a scheduler that is off while nobody else calls", async () => {
    const found = last(await patient.diagnose(["health-check"], { SCHEDULER: "none" }));
    expect(found).toMatchObject({ check: "scheduler", severity: "error" });
  });

  test("stops at a slot that nobody delivered", async () => {
    const { code, findings } = await patient.diagnose(["health_check"]);
    expect(code).toBe(1);
    expect(findings.at(-1)).toMatchObject({
      check: "called",
      evidence: expect.stringContaining("it was never called"),
      fix: expect.stringContaining("npm run cron -- test health-check"),
    });
  });

  test("stops at a refusal, with the entry of its reason", async () => {
    await patient.db.cronJobLog.create(run({ status: "skipped", reason: "already_running", attempts: 0 }));
    const found = last(await patient.diagnose(["health-check"]));
    await patient.db.cronJobLog.deleteMany();
    expect(found).toMatchObject({ check: "accepted", link: "docs/troubleshooting.md#already-running" });
  });

  test("stops at a failure with its error, and is content with a run that ended well", async () => {
    await patient.db.cronJobLog.create(run({ status: "failed", errorMessage: "401 from Meta" }));
    const failed = last(await patient.diagnose(["health-check"]));
    await patient.db.cronJobLog.updateMany({ data: { status: "completed" } });
    const fine = await patient.diagnose(["health-check"]);
    await patient.db.cronJobLog.deleteMany();
    expect(failed).toMatchObject({
      check: "ran",
      severity: "error",
      evidence: expect.stringContaining("401 from Meta"),
    });
    expect([fine.code, last(fine)?.severity]).toEqual([0, "ok"]);
  });
});
