import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboardDeps } from "../../lib/commands/deps.ts";
import { readCalendar } from "../../lib/dashboard/jobs/job-overview.ts";
import { readNextRuns } from "../../lib/dashboard/schedules/coming-schedules.ts";
import { boardQuery, readLane, readScheduleBoard } from "../../lib/dashboard/schedules/schedule-board.ts";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const quick = scriptedJob([step.ok()], { name: "quick" });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([quick.job]);
  const trigger = { kind: "cron", expression: "* * * * *", timezone: "Asia/Seoul" };
  for (const id of ["mars", "earth"]) {
    const made = await admin("schedules", asJson({ id, jobName: "quick", trigger }));
    expect(made.status).toBe(201);
  }
  await app.db.$executeRaw`update cron_schedules set timezone = 'Mars/Olympus' where id = 'mars'`;
  await app.db
    .$executeRaw`update cron_schedules set next_slot = next_slot - interval '5 min', next_run_at = next_slot - interval '5 min'`;
});
afterAll(() => app.close());

const admin = (path: string, init?: RequestInit) => app.as("admin", `/api/admin/${path}`, init);

describe("fault A4: a stored zone that this Node.js lacks", () => {
  it("keeps no other schedule from moving, nor the tick from sweeping", async () => {
    const tick = await app.cron("/api/cron/tick");
    expect(tick.status).toBe(200);
    const moved = await app.db.cronSchedule.findUniqueOrThrow({ where: { id: "earth" } });
    expect(moved.lastSlot).not.toBeNull();
    expect(app.runtime.engine.live.lastSweepAt).not.toBeNull();
  });

  it.each(["schedules", "schedules/mars", "scheduler", "cron-jobs", "cron-jobs/quick/history"])(
    "leaves %s readable",
    async (path) => {
      expect((await admin(path)).status).toBe(200);
    },
  );

  it("is told with its reason where the schedule is told", async () => {
    const { schedule } = await (await admin("schedules/mars")).json();
    expect(schedule).toMatchObject({
      status: "parked",
      nextRunTime: null,
      parkedReason: expect.stringContaining("Mars/Olympus"),
    });
    const lane = await readLane(dashboardDeps(app.runtime), "mars");
    expect(lane?.schedule.parkedReason).toContain("Mars/Olympus");
  });

  it("breaks no screen that looks at all schedules", async () => {
    const deps = dashboardDeps(app.runtime);
    const board = await readScheduleBoard(deps, boardQuery.parse({}));
    expect(board.lanes.map(({ schedule }) => schedule.id)).toContain("mars");
    const next = await readNextRuns(deps, 10);
    expect(new Set(next.map(({ scheduleId }) => scheduleId))).toEqual(new Set(["earth"]));
    const calendar = await readCalendar(deps, { jobName: "quick", zone: "UTC" });
    expect(calendar?.length).toBeGreaterThan(0);
  });

  it("gets well when a person gives it another zone", async () => {
    const { schedule } = await (await admin("schedules/mars")).json();
    const trigger = { kind: "cron", expression: "* * * * *", timezone: "Asia/Seoul" };
    const change = { ...asJson({ version: schedule.version, trigger }), method: "PATCH" };
    expect((await admin("schedules/mars", change)).status).toBe(200);
    const { schedule: mended } = await (await admin("schedules/mars")).json();
    expect(mended).toMatchObject({ status: "scheduled", parkedReason: null });
  });
});
