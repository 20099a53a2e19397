import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { jobs } from "../../lib/jobs/index.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { createTestDatabase } from "../support/database.ts";
import { RuntimeProcess } from "../support/runtime-process.ts";
import { scheduleCalls } from "../support/schedule-calls.ts";
import { until } from "../support/until.ts";

/** Schedules made over HTTP, and real processes with the real jobs that dispatch them; here nothing dispatches. */
vi.setConfig({ testTimeout: 90_000 });

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: ApiApp;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await startApiApp(jobs, { databaseUrl: database.url });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});
const { add, call, read, stored } = scheduleCalls(() => app);

const processes: RuntimeProcess[] = [];
function startProcess(): RuntimeProcess {
  const started = new RuntimeProcess({ databaseUrl: database.url, bucketUrl: `file:${tmpdir()}`, scheduler: true });
  processes.push(started);
  return started;
}
afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
});

/** Several schedules of one job: a slot that comes while another one's run works must wait, not be skipped. */
const JOB = { jobName: "clean-data", params: { olderThanDays: 77 }, overlap: "queue" };
const rowsOf = (scheduleId: string) =>
  app.db.cronJobLog.findMany({ where: { scheduleId }, orderBy: { scheduledFor: "asc" } });
const timeOf = (at: Date | null) => at?.getTime() ?? Number.NaN;

/** Waits for a run of the schedule that ended well and whose slot lies after an instant. */
const runAfter = (id: string, after: Date) =>
  until(`a run of ${id} after ${after.toISOString()}`, async () => {
    const rows = await rowsOf(id);
    return rows.find((row) => row.status === "completed" && timeOf(row.scheduledFor) > after.getTime()) ?? null;
  });

const openRuns = () => app.db.cronJobLog.count({ where: { completedAt: null } });

async function turn(id: string, enabled: boolean): Promise<void> {
  const { version } = await stored(id);
  expect((await call("PATCH", `/${id}`, { version, enabled })).status).toBe(200);
}

it("an interval added at run time runs with its parameters; paused it does not, and no slot goes missing", async () => {
  startProcess();
  const made = (await add({ id: "steady", ...JOB, trigger: { kind: "interval", seconds: 1 } })).body;
  const run = await runAfter("steady", new Date(made.schedule.createdAt));
  expect(run).toMatchObject({ jobName: "clean-data", trigger: "schedule", params: { olderThanDays: 77 } });

  const paused = (await call("POST", "/steady/pause", { reason: "a look at the shop" })).body.schedule;
  await until("three slots that fell into the pause", async () => {
    const held = (await rowsOf("steady")).find(({ reason }) => reason === "paused");
    return held && held.slotCount >= 3 ? held : null;
  });
  await call("POST", "/steady/resume");
  const resumedAt = await stored("steady").then(({ nextSlot }) => nextSlot ?? new Date(0));
  const since = new Date(paused.pausedSince);
  const during = (await rowsOf("steady")).filter(
    ({ scheduledFor }) => timeOf(scheduledFor) > since.getTime() && timeOf(scheduledFor) < resumedAt.getTime(),
  );
  expect(during.map(({ status, reason }) => `${status} ${reason}`)).toEqual(["skipped paused"]);
  await runAfter("steady", resumedAt);

  await call("PATCH", "/steady", { version: 1, enabled: false });
  const { lastSlot, anchorAt } = await stored("steady");
  const slots = (timeOf(lastSlot) - timeOf(anchorAt)) / 1000;
  const accounted = (await rowsOf("steady")).reduce((sum, row) => sum + row.slotCount, 0);
  expect(accounted).toBe(slots);
});

it("a one-off date runs exactly once, however many processes dispatch, and stays as done", async () => {
  for (const _ of [1, 2, 3]) startProcess();
  const at = new Date(Date.now() + 4_000).toISOString();
  await add({ id: "once", ...JOB, trigger: { kind: "date", at } });
  const run = await runAfter("once", new Date(0));
  expect(run).toMatchObject({ scheduledFor: new Date(at), trigger: "schedule", attempts: 1 });
  // A schedule that fires afterwards shows that all of them have looked again.
  await add({ id: "later", ...JOB, trigger: { kind: "interval", seconds: 1 } });
  await runAfter("later", new Date(0));
  expect(await rowsOf("once")).toHaveLength(1);
  expect(await read("once")).toMatchObject({ status: "done", nextRunTime: null });
});

it("a one-off date runs exactly once when the process stops before it and starts again after it", async () => {
  const before = startProcess();
  // Its slots of every second would fill the job's queue on a busy machine, and the date would find no place in it.
  await turn("later", false);
  await until("an empty queue", async () => ((await openRuns()) === 0 ? true : null));
  // Far enough that the process has stopped before it, on a busy machine, too.
  const at = new Date(Date.now() + 8_000);
  await add({ id: "spanned", ...JOB, trigger: { kind: "date", at: at.toISOString() } });
  await before.kill("SIGTERM");
  await sleep(at.getTime() - Date.now() + 500);
  expect(await rowsOf("spanned")).toEqual([]);
  startProcess();
  const run = await until("an ending of spanned", async () => {
    const [row] = await rowsOf("spanned");
    return row?.completedAt ? row : null;
  });
  const asAsked = { scheduledFor: at, attempts: 1, params: { olderThanDays: 77 } };
  expect(run).toMatchObject({ status: "completed", reason: null, ...asAsked });
  await turn("later", true);
  await runAfter("later", run.completedAt ?? new Date());
  expect(await rowsOf("spanned")).toHaveLength(1);
});
