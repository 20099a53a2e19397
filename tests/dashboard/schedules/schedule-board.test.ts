import { afterAll, beforeAll, expect, test } from "vitest";
import {
  boardQuery,
  boardRows,
  readLane,
  readScheduleBoard,
  type ScheduleBoard,
} from "../../../lib/dashboard/schedules/schedule-board.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");
const at = (text: string) => new Date(`2026-03-${text}Z`);

let domain: DomainDb;
let deps: DashboardDeps;
let board: ScheduleBoard;

async function place(id: string, more: object = {}): Promise<void> {
  const base = { name: id, jobName: "hourly-report", origin: "person", kind: "cron", expression: "0 * * * *" };
  const slots = { nextSlot: at("10T13:00:00"), ...more };
  await domain.db.cronSchedule.create({
    data: { id, ...base, params: {}, anchorAt: at("10T00:00:00"), nextRunAt: slots.nextSlot, ...slots },
  });
}

const ran = (scheduleId: string, slot: string, more: object = {}) => ({
  status: "completed" as const,
  startedAt: at(slot).toISOString(),
  durationMs: 4000,
  more: { scheduleId, scheduledFor: at(slot), ...more },
});

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
  await place("hourly");
  await place("busy", { expression: "* * * * *", nextSlot: at("10T12:35:00") });
  await place("paused", { pausedAt: at("10T12:00:00"), pausedUntil: at("10T15:30:00"), pauseReason: "moves" });
  await place("off", { enabled: false });
  await place("of-paused-job", { jobName: "by-hand" });
  await place("gone", { jobName: "left-the-code" });
  await place("seoul", { expression: "0 9 * * *", timezone: "Asia/Seoul", nextSlot: at("11T00:00:00") });
  await domain.db.cronScheduleSkip.create({ data: { scheduleId: "hourly", slot: at("10T13:00:00"), actor: "me" } });
  await domain.db.cronJobConfig.create({ data: { jobName: "by-hand", pausedAt: at("10T12:00:00") } });
  await insertRuns(domain.db, [
    ran("hourly", "10T10:00:00"),
    { ...ran("hourly", "10T11:00:00"), status: "failed", error: "no" },
    { ...ran("hourly", "08T00:00:00", { slotUntil: at("09T13:00:00"), slotCount: 37 }), status: "missed" },
    ran("hourly", "09T11:00:00"),
    ...Array.from({ length: 70 }, (_, index) =>
      ran(
        "busy",
        `10T${String(10 + Math.floor(index / 60)).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}:00`,
      ),
    ),
  ]);
  board = await readScheduleBoard(deps, boardQuery.parse({}));
});
afterAll(() => domain.close());

const laneOf = (id: string) => board.lanes.find(({ schedule }) => schedule.id === id);

test("the past holds the slots of the last 24 hours and ranges that reach into them", () => {
  const { past } = laneOf("hourly") ?? {};
  expect(
    past?.kind === "slots" && past.slots.map(({ state, slots, slot }) => [state, slots, slot.toISOString()]),
  ).toEqual([
    ["missed", 37, "2026-03-08T00:00:00.000Z"],
    ["completed", 1, "2026-03-10T10:00:00.000Z"],
    ["failed", 1, "2026-03-10T11:00:00.000Z"],
  ]);
});

test("a schedule with more slots than can be told apart is told by its job's hours, and is a band ahead", () => {
  const { past, ahead } = laneOf("busy") ?? {};
  expect(past).toMatchObject({ kind: "hours" });
  expect(ahead).toMatchObject({ kind: "band", count: 1440, gapMs: 60_000, first: at("10T12:35:00") });
});

test("slots ahead say whether they will run, and the next run is past what people took out", () => {
  const lane = laneOf("hourly");
  const fates = lane?.ahead.kind === "slots" ? lane.ahead.slots.map(({ fate }) => fate) : [];
  expect(fates).toEqual(["taken_out", ...Array(23).fill("expected")]);
  expect(lane?.nextRunTime).toEqual(at("10T14:00:00"));
  expect(lane?.expectedMs).toBe(4000);
});

test("pauses of the schedule and of its job hold it still until they end; what is disabled has no next run", () => {
  const paused = laneOf("paused");
  expect(paused?.nextRunTime).toEqual(at("10T16:00:00"));
  expect(paused?.holds).toMatchObject([{ of: "schedule", kind: "paused", reason: "moves" }]);
  const fates = paused?.ahead.kind === "slots" ? paused.ahead.slots.map(({ fate }) => fate) : [];
  expect(fates.slice(0, 4)).toEqual(["held", "held", "held", "expected"]);
  expect(laneOf("of-paused-job")?.holds).toMatchObject([{ of: "job", kind: "paused", until: null }]);
  expect(laneOf("of-paused-job")?.nextRunTime).toBeNull();
  expect(laneOf("off")?.nextRunTime).toBeNull();
  expect(laneOf("gone")).toMatchObject({ nextRunTime: null, ahead: { kind: "slots", slots: [] } });
});

test("while everything is paused nothing runs by itself, and the board says so", async () => {
  await domain.db.cronSchedulerState.update({
    where: { id: 1 },
    data: { pausedAt: NOW, pausedBy: "me", pauseReason: "why" },
  });
  const { pause, lanes } = await readScheduleBoard(deps, boardQuery.parse({ job: "report" }));
  expect(pause).toMatchObject({ by: "me", reason: "why", until: null });
  expect(new Set(lanes.map(({ nextRunTime }) => nextRunTime))).toEqual(new Set([null]));
  await domain.db.cronSchedulerState.update({ where: { id: 1 }, data: { pausedUntil: at("10T12:00:00") } });
  expect((await readScheduleBoard(deps, boardQuery.parse({}))).pause).toBeNull();
});

test("what is held still, and what left the code, takes no part in a herd; a pause counts until it ends", () => {
  const { herds, lookedAt } = board.meetings;
  const told = herds.map(({ at: first, members }) => [
    first.toISOString().slice(8, 16),
    ...members.map(({ scheduleId }) => scheduleId).toSorted(),
  ]);
  expect(told).toEqual([
    ["11T00:00", "busy", "hourly", "job:hourly-report", "paused", "seoul"],
    ["10T16:00", "busy", "hourly", "job:hourly-report", "paused"],
    ["10T14:00", "busy", "hourly", "job:hourly-report"],
  ]);
  expect(lookedAt).toBe(7);
});

test("as a list the slots stand in the order of time, and what is not listed is counted", () => {
  const { rows, left } = boardRows(board);
  const instants = rows.map((row) => row.at.getTime());
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  expect(left).toBeGreaterThanOrEqual(0);
});

test("one schedule is read alone with its next ten slots, a busy one too; an unknown one is null", async () => {
  for (const id of ["seoul", "busy"]) {
    const lane = await readLane(deps, id);
    expect(lane?.ahead.kind === "slots" && lane.ahead.slots.length).toBe(10);
  }
  expect(await readLane(deps, "nobody")).toBeNull();
});

test("with 50,000 runs no statement of the board scans the table", async () => {
  await domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, schedule_id, scheduled_for, started_at, attempt_started_at, completed_at, duration_ms)
    select gen_random_uuid(), 'hourly-report', 'completed', 'schedule', 'x' || n, 'busy', ${NOW}::timestamptz - n * interval '1 minute' - interval '7 days',
           ${NOW}::timestamptz - n * interval '1 minute' - interval '7 days', ${NOW}::timestamptz, ${NOW}::timestamptz, 10
      from generate_series(1, 50000) n`;
  await domain.db.$executeRaw`analyze cron_job_logs`;
  const [spent] = await domain.db.$transaction(async (tx) => {
    await readScheduleBoard({ ...deps, db: tx as typeof domain.db }, boardQuery.parse({}));
    return await tx.$queryRaw<{ scans: number; entries: number }[]>`
      select pg_stat_get_xact_numscans('cron_job_logs'::regclass)::int as scans,
             (select sum(pg_stat_get_xact_tuples_returned(indexrelid))::int from pg_index where indrelid = 'cron_job_logs'::regclass) as entries`;
  });
  expect(spent?.scans).toBe(0);
  expect(spent?.entries).toBeLessThan(5000);
});
