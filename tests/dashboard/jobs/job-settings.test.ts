import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { declaredSettings } from "../../../lib/cron/schedules/settings.ts";
import { byTime, withinSeconds } from "../../../lib/cron/time/finish-by.ts";
import { readJobAudit } from "../../../lib/dashboard/jobs/job-audit.ts";
import { readJobSettings } from "../../../lib/dashboard/jobs/job-settings.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { listedJobs } from "../run-rows.ts";

const [job] = listedJobs;
if (!job) throw new Error("expected a job to look at");

let domain: DomainDb;

beforeAll(async () => {
  domain = await openDomainDb();
});

afterAll(() => domain.close());

const settings = async (maxDurationSeconds: number | null = null) => {
  const all = await readJobSettings(domain, job, { maxDurationSeconds });
  return new Map(all.map((setting) => [setting.name, setting]));
};

test("what nobody changed comes from the code", async () => {
  const all = await settings();
  expect(all.get("enabled")).toMatchObject({ value: true, origin: "code", reset: null });
  expect(all.get("timeout")).toMatchObject({ value: 60, origin: "code" });
  expect([...all.values()].every(({ origin }) => origin === "code")).toBe(true);
});

test("a deadline and an importance are told as the code says them", async () => {
  const told = async (more: Partial<AnyJob>) => {
    const all = await readJobSettings(domain, { ...job, ...more }, { maxDurationSeconds: null });
    const names: readonly string[] = ["finishWithin", "finishBy", "importance"];
    return all.filter(({ name }) => names.includes(name)).map(({ name, value }) => `${name} ${value}`);
  };
  expect(await told({})).toEqual(["importance normal"]);
  expect(await told({ finishBy: withinSeconds(900), importance: "high" })).toEqual([
    "finishWithin 900",
    "importance high",
  ]);
  expect(await told({ finishBy: byTime("06:00") })).toEqual(["finishBy 06:00", "importance normal"]);
  expect(await told({ finishBy: byTime("06:00", "Asia/Seoul") })).toEqual([
    "finishBy 06:00 Asia/Seoul",
    "importance normal",
  ]);
});

test("a timeout above the platform's limit is cut, and says what the code asked for", async () => {
  expect((await settings(60)).get("timeout")).toMatchObject({ value: 50, origin: "platform", declared: 60 });
  expect((await settings(300)).get("timeout")).toMatchObject({ value: 60, origin: "code" });
});

test("a switch and a field of the schedule that people changed are overrides with a way back", async () => {
  const declared = declaredSettings(job, { watchAfterSeconds: () => null, graceSeconds: 30 });
  await domain.db.cronJobConfig.create({ data: { jobName: job.name, enabled: false } });
  await domain.db.cronSchedule.create({
    data: {
      id: `job:${job.name}`,
      jobName: job.name,
      name: job.name,
      origin: "code",
      kind: "cron",
      declared: { ...declared } as object,
      overrides: { expression: "5 * * * *" },
      expression: "5 * * * *",
      params: {},
      version: 3,
    },
  });
  const all = await settings();
  expect(all.get("enabled")).toMatchObject({
    value: false,
    origin: "override",
    declared: true,
    reset: { kind: "switch" },
  });
  expect(all.get("expression")).toMatchObject({
    value: "5 * * * *",
    origin: "override",
    declared: "0 * * * *",
    reset: { kind: "schedule", scheduleId: `job:${job.name}`, version: 3, field: "expression" },
  });
  expect(all.get("misfire")).toMatchObject({ value: "run-once", origin: "code", reset: null });
});

test("the audit of a job is that of its schedules and states, too, a page at a time", async () => {
  await domain.db.cronJobState.create({ data: { jobName: job.name, stateKey: "meta", updatedBy: "somebody" } });
  const targets = [job.name, `job:${job.name}`, `${job.name} (meta)`, "another-job"];
  for (const target of targets) await domain.db.cronAuditLog.create({ data: { actor: "a", action: "x.y", target } });
  const { entries, nextCursor } = await readJobAudit(domain, { jobName: job.name, cursor: undefined });
  expect(entries.map(({ target }) => target)).toEqual([`${job.name} (meta)`, `job:${job.name}`, job.name]);
  expect(nextCursor).toBeNull();
  const older = await readJobAudit(domain, { jobName: job.name, cursor: entries[0]?.id });
  expect(older.entries).toHaveLength(2);
});
