import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { declaredSettings } from "../../../lib/cron/schedules/settings.ts";
import { every } from "../../../lib/cron/time/expressions.ts";
import { readChainFacts } from "../../../lib/dashboard/jobs/chain-facts.ts";
import { jobChain } from "../../../lib/dashboard/jobs/job-chain.ts";
import { readConfigurations } from "../../../lib/dashboard/jobs/job-configuration.ts";
import type { Prisma } from "../../../lib/db.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const [job] = listedJobs;
if (!job) throw new Error("expected a job to look at");
const NOW = new Date("2026-03-10T12:34:00Z");
const SLOT = new Date("2026-03-10T12:00:00Z");
const ID = "job:hourly-report";
/** Nobody calls from the outside. */
const NOTHING_OUTSIDE = { platform: null, hasSecret: true, door: null } as const;
const SETUP = { scheduler: "embedded", precisionSeconds: 60, paths: ["/api/cron/tick"], ...NOTHING_OUTSIDE } as const;

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
beforeEach(() => domain.db.$executeRaw`truncate cron_job_logs, cron_schedules cascade`);
afterAll(() => domain.close());

/** At an instant long before this database was made, unless told otherwise. */
async function lastLink({ paths = SETUP.paths, now = NOW }: { paths?: readonly string[]; now?: Date } = {}) {
  const deps = { db: domain.db, jobs: listedJobs, clock: { now: () => now } };
  if (!job) throw new Error("expected a job to look at");
  return jobChain(ENGLISH, await readChainFacts(deps, job, { ...SETUP, paths }));
}
const stored = (row: Partial<Prisma.CronScheduleUncheckedCreateInput>) => {
  const declared = declaredSettings(job, { watchAfterSeconds: () => null, graceSeconds: 30 });
  const common = { id: ID, jobName: job.name, name: job.name, origin: "code", kind: "cron", expression: "0 * * * *" };
  return domain.db.cronSchedule.create({ data: { ...common, declared: { ...declared }, ...row } });
};
const ran = (scheduledFor: Date, status: "completed" | "failed", startedAt = scheduledFor) =>
  insertRuns(domain.db, [
    { status, startedAt: startedAt.toISOString(), trigger: "schedule", more: { scheduleId: ID, scheduledFor } },
  ]);

describe("fault D1: why a job does not run", () => {
  test("a slot before the installation never counts", async () => {
    const links = await lastLink();
    expect(links.every(({ holds }) => holds)).toBe(true);
    expect(links.find(({ check }) => check === "called")?.evidence).toBe("no slot has been due yet");
  });

  test("a slot after the installation counts where nothing stores schedules", async () => {
    const now = new Date(Date.now() + 10 * 86_400_000);
    expect((await lastLink({ now })).at(-1)).toMatchObject({ check: "called", holds: false });
  });

  test("a slot before the schedule existed never counts, one since then does", async () => {
    await stored({ nextSlot: new Date("2026-03-10T13:00:00Z") });
    expect((await lastLink()).every(({ holds }) => holds)).toBe(true);
    await domain.db.cronSchedule.update({ where: { id: ID }, data: { nextSlot: SLOT } });
    expect((await lastLink()).at(-1)).toMatchObject({ check: "called", holds: false });
  });

  test("a slot is looked up by its own row, not by the newest run", async () => {
    await stored({ nextSlot: new Date("2026-03-10T13:00:00Z") });
    await ran(SLOT, "failed");
    await ran(new Date("2026-03-10T09:00:00Z"), "completed", new Date("2026-03-10T12:20:00Z"));
    expect((await lastLink()).at(-1)).toMatchObject({ check: "ran", holds: false });
  });

  test("a slot that began a moment before its instant, or lies in a range, has its row", async () => {
    await stored({ nextSlot: SLOT });
    await ran(SLOT, "completed", new Date("2026-03-10T11:59:59.900Z"));
    expect((await lastLink()).every(({ holds }) => holds)).toBe(true);
    await domain.db.cronJobLog.updateMany({
      data: { status: "missed", scheduledFor: new Date("2026-03-10T08:00:00Z"), slotUntil: SLOT, slotCount: 5 },
    });
    expect((await lastLink()).at(-1)).toMatchObject({ check: "accepted", holds: false });
  });

  test("the override in force says when it was due", async () => {
    await stored({ expression: "15 12 * * *", timezone: "UTC", nextSlot: new Date("2026-03-10T12:15:00Z") });
    const links = await lastLink();
    expect(links[0]?.evidence).toBe('"15 12 * * *" in UTC');
    expect(links.at(-1)?.evidence).toContain("2026-03-10T12:15:00.000Z");
  });

  test("the override in force is what every list, box and answer about the job tells", async () => {
    await stored({ expression: "15 12 * * *", timezone: "Asia/Seoul" });
    const deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
    const [configuration, byHand] = await readConfigurations(deps, listedJobs);
    expect(configuration).toMatchObject({ schedule: "15 12 * * *", timezone: "Asia/Seoul" });
    expect(byHand).toMatchObject({ timing: null, schedule: null, timezone: "UTC" });
  });

  test("fault D4: an interval is told as one, stored or declared alone", async () => {
    const deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
    const [byHand] = listedJobs.filter(({ name }) => name === "by-hand");
    if (!byHand) throw new Error("expected a job without a schedule");
    const often = { ...byHand, name: "often", schedule: every(90) };
    const [declared] = await readConfigurations(deps, [often]);
    expect(declared).toMatchObject({ timing: { kind: "interval", seconds: 90 }, schedule: null });
    await stored({ kind: "interval", expression: null, everySeconds: 10, anchorAt: NOW });
    const [changed] = await readConfigurations(deps, [job]);
    expect(changed).toMatchObject({ timing: { kind: "interval", seconds: 10 }, schedule: null });
  });

  test.each(["/api/cron/execute/hourly-report", "/api/cron/report"])("%s is a valid set-up", async (path) => {
    expect((await lastLink({ paths: [path] })).every(({ holds }) => holds)).toBe(true);
  });
});
