import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listJobs } from "../../../lib/dashboard/jobs/jobs.ts";
import { readRunsUntil } from "../../../lib/dashboard/schedules/coming-schedules.ts";
import { readMeetings } from "../../../lib/dashboard/schedules/schedule-herds.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");
const at = (time: string) => new Date(`2026-03-10T${time}:00Z`);

let domain: DomainDb;
let deps: DashboardDeps;

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
});
beforeEach(async () => {
  await domain.db.$executeRaw`truncate cron_schedules, cron_schedule_skips, cron_job_config cascade`;
  await domain.db.$executeRaw`update cron_scheduler_state set paused_at = null, paused_until = null`;
});
afterAll(() => domain.close());

/** Of the code's own schedule as a person overrode it: every hour at 20 past instead of at the full hour. */
async function place(more: { id?: string; nextSlot?: Date } & Record<string, unknown> = {}): Promise<void> {
  const { nextSlot = at("13:20"), ...rest } = more;
  const own = { id: "job:hourly-report", name: "report", jobName: "hourly-report", origin: "code", kind: "cron" };
  await domain.db.cronSchedule.create({
    data: { ...own, expression: "20 * * * *", params: {}, anchorAt: NOW, nextSlot, nextRunAt: nextSlot, ...rest },
  });
}

async function nextOf(name: string): Promise<string | null> {
  const { jobs } = await listJobs(deps, { days: 1 });
  return (
    jobs
      .find((job) => job.name === name)
      ?.nextRun?.toISOString()
      .slice(11, 16) ?? null
  );
}

describe("a job's next run", () => {
  test("is what the code declares until a scheduler has stored it; a job that is off has none", async () => {
    expect(await nextOf("hourly-report")).toBe("13:00");
    expect(await nextOf("off-at-first")).toBeNull();
    expect(await nextOf("by-hand")).toBeNull();
  });

  test("follows what a person changed, not what the code says", async () => {
    await place();
    expect(await nextOf("hourly-report")).toBe("13:20");
  });

  test("is past a pause with an end, and there is none in a pause without one or while the schedule is off", async () => {
    await place({ pausedAt: NOW, pausedUntil: at("15:30") });
    expect(await nextOf("hourly-report")).toBe("16:20");
    await domain.db.cronSchedule.updateMany({ data: { pausedUntil: null } });
    expect(await nextOf("hourly-report")).toBeNull();
    await domain.db.cronSchedule.updateMany({ data: { pausedAt: null, enabled: false } });
    expect(await nextOf("hourly-report")).toBeNull();
  });

  test("is past the pause of its job and of everything", async () => {
    await place();
    await domain.db.cronJobConfig.create({
      data: { jobName: "hourly-report", pausedAt: NOW, pausedUntil: at("14:00") },
    });
    expect(await nextOf("hourly-report")).toBe("14:20");
    await domain.db.cronSchedulerState.update({
      where: { id: 1 },
      data: { pausedAt: NOW, pausedUntil: at("17:00") },
    });
    expect(await nextOf("hourly-report")).toBe("17:20");
  });

  test("is past slots that a person took out", async () => {
    await place();
    await domain.db.cronScheduleSkip.create({
      data: { scheduleId: "job:hourly-report", slot: at("13:20"), actor: "me" },
    });
    expect(await nextOf("hourly-report")).toBe("14:20");
  });

  test("is the earliest of all its schedules, those added at run time too", async () => {
    await place();
    await place({ id: "mine", origin: "person", expression: "50 * * * *", nextSlot: at("12:50") });
    await place({
      id: "hand",
      jobName: "by-hand",
      origin: "person",
      kind: "date",
      runAt: at("18:00"),
      nextSlot: at("18:00"),
    });
    expect(await nextOf("hourly-report")).toBe("12:50");
    expect(await nextOf("by-hand")).toBe("18:00");
  });

  test("lies ahead also where nobody took the slot that is due", async () => {
    await place({ nextSlot: at("09:20") });
    expect(await nextOf("hourly-report")).toBe("13:20");
  });
});

test("the runs of the coming hours are those of the schedules in force, in order, up to the end", async () => {
  await place({ endsAt: at("14:20") });
  await place({ id: "mine", jobName: "by-hand", origin: "person", expression: "0 * * * *", nextSlot: at("13:00") });
  const runs = await readRunsUntil(deps, at("15:00"));
  expect(runs.map((run) => [run.at.toISOString().slice(11, 16), run.jobName].join(" "))).toEqual([
    "13:00 by-hand",
    "13:20 hourly-report",
    "14:00 by-hand",
    "14:20 hourly-report",
    "15:00 by-hand",
  ]);
});

test("what the code declares meets others also before a scheduler has stored it, and slots taken out do not", async () => {
  for (const id of ["one", "two"]) {
    await place({ id, jobName: "by-hand", origin: "person", expression: "0 18 * * *", nextSlot: at("18:00") });
  }
  const herds = async () => (await readMeetings(deps, new Map())).herds.map(({ members }) => members.length);
  expect(await herds()).toEqual([3]);
  await domain.db.cronScheduleSkip.create({ data: { scheduleId: "two", slot: at("18:00"), actor: "me" } });
  expect(await herds()).toEqual([]);
});
