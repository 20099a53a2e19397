import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertRuns, type RunRow } from "../../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";

const DAY_MS = 24 * 3_600_000;
const NOW = new Date();

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.cronJobLogLine.deleteMany();
  await domain.db.cronJobLog.deleteMany();
});

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const run = (days: number, row: Partial<RunRow> = {}): RunRow => ({
  ...{ job: `${days} days`, status: "completed", startedAt: daysAgo(days).toISOString() },
  ...row,
});
const line = (runId: string | undefined, days: number) => ({
  ...{ runId: runId ?? "", at: daysAgo(days), level: "info", attempt: 1, message: `${days} days` },
});

async function deleteOld(batch = 1000): Promise<[runs: number, logLines: number]> {
  const rows = await domain.db.$queryRaw<{ runs: number; lines: number }[]>`
    select d.runs, d.log_lines as lines from cron_delete_old_v1(${batch}::integer) d`;
  return [rows[0]?.runs ?? -1, rows[0]?.lines ?? -1];
}
const jobsLeft = async () =>
  (await domain.db.cronJobLog.findMany({ orderBy: { jobName: "asc" } })).map((row) => row.jobName);
const linesLeft = async () =>
  (await domain.db.cronJobLogLine.findMany({ orderBy: { id: "asc" } })).map((row) => row.message);
const statistics = () => domain.db.$queryRaw`select * from cron_job_hours order by job_name, hour`;

it("deletes what ended or never ran before the limit, and keeps what is open, younger, or a statistic", async () => {
  const old = ["completed", "failed", "abandoned", "skipped", "missed"] as const;
  await insertRuns(domain.db, [
    ...old.map((status) => run(91, { job: `old ${status}`, status })),
    ...(["queued", "retrying", "started"] as const).map((status) => run(400, { job: `open ${status}`, status })),
    run(89),
  ]);
  const before = await statistics();
  expect(await deleteOld()).toEqual([5, 0]);
  expect(await jobsLeft()).toEqual(["89 days", "open queued", "open retrying", "open started"]);
  expect(await statistics()).toEqual(before);
  expect(await deleteOld()).toEqual([0, 0]);
});

it("deletes log lines at their own age, and those of a deleted run with it", async () => {
  const [young, old] = await insertRuns(domain.db, [run(40), run(91)]);
  const data = [line(young, 40), line(old, 91), line(young, 29), line(old, 29)];
  await domain.db.cronJobLogLine.createMany({
    data: data.map((each, index) => ({ ...each, message: `line ${index}` })),
  });
  expect(await deleteOld()).toEqual([1, 3]);
  expect(await linesLeft()).toEqual(["line 2"]);
});

it("deletes no more than the batch at once, lines first, oldest first", async () => {
  const [first] = await insertRuns(domain.db, [run(95), run(94), run(93), run(92)]);
  await domain.db.cronJobLogLine.createMany({ data: [95, 94, 93].map((days) => line(first, days)) });
  expect(await deleteOld(2)).toEqual([0, 2]);
  expect(await deleteOld(2)).toEqual([1, 1]);
  expect(await jobsLeft()).toEqual(["92 days", "93 days", "94 days"]);
  expect([await deleteOld(2), await deleteOld(2), await deleteOld(2)]).toEqual([
    [2, 0],
    [1, 0],
    [0, 0],
  ]);
});

it("keeps the newest slot of each schedule: it refuses a repeated delivery", async () => {
  const slot = (scheduleId: string, days: number) =>
    run(days, { job: `${scheduleId} ${days}`, more: { scheduleId, scheduledFor: daysAgo(days) } });
  await insertRuns(domain.db, [slot("yearly", 730), slot("yearly", 365), slot("daily", 100), slot("daily", 1)]);
  expect(await deleteOld()).toEqual([2, 0]);
  expect(await jobsLeft()).toEqual(["daily 1", "yearly 365"]);
});

it("keeps a run with an open task, and deletes the ended tasks with their run", async () => {
  const [open, ended] = await insertRuns(domain.db, [run(91, { job: "open task" }), run(91, { job: "ended task" })]);
  const task = (runId: string | undefined, state: string) =>
    domain.db.$executeRawUnsafe(`
    insert into cron_run_tasks (id, run_id, job_name, task, item_id, key, item, max_attempts, status, next_attempt_at, completed_at)
    values (gen_random_uuid(), '${runId}', 'job', 'task', 'item', 'key', '{}', 1, ${state})`);
  await task(open, "'queued', now(), null");
  await task(ended, "'completed', null, now()");
  expect(await deleteOld()).toEqual([1, 0]);
  expect(await jobsLeft()).toEqual(["open task"]);
  expect(await domain.db.$queryRaw`select status from cron_run_tasks`).toEqual([{ status: "queued" }]);
});

it("deletes what a run saved with its run", async () => {
  const ids = await insertRuns(domain.db, [run(91), run(89)]);
  const saved = { stateKey: "", beforeVersion: 0, after: 1, afterVersion: 1, firstSavedAt: NOW, lastSavedAt: NOW };
  await domain.db.cronRunSave.createMany({ data: ids.map((runId) => ({ runId, ...saved })) });
  expect(await deleteOld()).toEqual([1, 0]);
  expect((await domain.db.cronRunSave.findMany()).map((save) => save.runId)).toEqual(ids.slice(1));
});

it("waits for nobody: a row that is locked goes next time", async () => {
  const [locked] = await insertRuns(domain.db, [run(92), run(91)]);
  await domain.another().$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from cron_job_logs where id = ${locked}::uuid for update`;
    expect(await deleteOld()).toEqual([1, 0]);
  });
  expect(await deleteOld()).toEqual([1, 0]);
});

it("refuses a batch of nothing", async () => {
  await expect(deleteOld(0)).rejects.toThrow("cron_delete_old_v1 expects a batch of at least 1 row, got 0");
});
