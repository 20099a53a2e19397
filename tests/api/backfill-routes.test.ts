import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobResult } from "../../lib/cron/jobs/define-job.ts";
import { cron } from "../../lib/cron/time/expressions.ts";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { ok, type Script, scriptedJob, step } from "../support/scripted-job.ts";
import { until } from "../support/until.ts";

const HOUR = 3_600_000;
const LAST = Math.floor(Date.now() / HOUR) * HOUR;
/** The slot `ago` hours before the latest. */
const slot = (ago: number) => new Date(LAST - ago * HOUR);
const range = { from: slot(5), to: slot(0) };

/** What the handlers wait at, and how many of them run now and ran at most. */
const gate = { open: Promise.withResolvers<void>(), running: 0, peak: 0 };
const gated = async () => {
  gate.running += 1;
  gate.peak = Math.max(gate.peak, gate.running);
  await gate.open.promise;
  gate.running -= 1;
  return ok;
};

/** Ends of the runs that wait for the test. */
const waiting: ((result: JobResult) => void)[] = [];

const hourly = { schedule: cron("0 * * * *"), maxAttempts: 1 };
const scripts = {
  plain: scriptedJob([step.ok()], { ...hourly, name: "plain" }),
  slow: scriptedJob([(context) => (context.trigger === "backfill" ? gated() : ok)], { ...hourly, name: "slow" }),
  wide: scriptedJob([gated], { ...hourly, name: "wide" }),
  many: scriptedJob([() => new Promise((resolve) => waiting.push(resolve))], { ...hourly, name: "many" }),
  saving: scriptedJob(
    [
      async ({ state }) => {
        const before = await state.get();
        await state.save({ cursor: 99 });
        return { ...ok, before, after: await state.get() };
      },
    ],
    { ...hourly, name: "saving" },
  ),
  hanging: scriptedJob([step.hang()], { ...hourly, name: "hanging" }),
  unscheduled: scriptedJob([step.ok()], { name: "unscheduled" }),
} satisfies Record<string, Script>;

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp(Object.values(scripts).map(({ job }) => job));
});
afterAll(() => app.close());
beforeEach(() => {
  Object.assign(gate, { open: Promise.withResolvers<void>(), running: 0, peak: 0 });
});

const pathOf = (job: string) => `/api/admin/cron-jobs/${job}/backfill`;
const ask = (job: string, body: object, headers: Record<string, string> = {}) => {
  const init = asJson(body);
  return app.as("operator", pathOf(job), { ...init, headers: { ...init.headers, ...headers } });
};
const read = async (response: Response) => ({ status: response.status, ...(await response.json()) });
const runsOf = (jobName: string) =>
  app.db.cronJobLog.findMany({ where: { jobName, trigger: "backfill" }, orderBy: { id: "asc" } });
const finished = (job: string, batch: string) =>
  until(`the end of the batch of ${job}`, async () => {
    const { batch: found } = await read(await app.as("viewer", `${pathOf(job)}?batch=${batch}`));
    return found.ended === found.runs ? found : null;
  });

let made = 0;
/** A row of the ledger, as a live slot leaves it. */
async function liveRow(jobName: string, changes: { slot: Date; status: string; slotUntil?: Date }) {
  const { slot: scheduledFor, ...rest } = changes;
  made += 1;
  const id = `01990000-0000-7000-8000-${String(made).padStart(12, "0")}`;
  const common = { jobName, scheduleId: `job:${jobName}`, trigger: "schedule", lockKey: jobName };
  const times = { startedAt: scheduledFor, completedAt: scheduledFor, scheduledFor };
  await app.db.cronJobLog.create({ data: { id, ...common, ...times, ...rest } });
  return id;
}

describe("a dry run", () => {
  it("names the slots, what became of them and which would run, and changes nothing", async () => {
    await liveRow("plain", { slot: slot(5), status: "skipped", slotUntil: slot(4) });
    const good = await liveRow("plain", { slot: slot(3), status: "completed" });
    await liveRow("plain", { slot: slot(2), status: "failed" });
    const answer = await read(await ask("plain", { ...range, dryRun: true }));
    expect(answer).toMatchObject({ status: 200, dryRun: true, jobName: "plain", scheduleId: "job:plain" });
    expect(answer.slots).toEqual({ count: 6, first: slot(5).toISOString(), last: slot(0).toISOString() });
    expect(answer.chosen.count).toBe(5);
    const list = answer.list as { run: { status: string } | null; chosen: boolean }[];
    expect(list.map(({ run, chosen }) => `${run?.status} ${chosen}`)).toEqual([
      "skipped true",
      "skipped true",
      "completed false",
      "failed true",
      "undefined true",
      "undefined true",
    ]);
    expect(answer.list[2].run.id).toBe(good);
    expect(answer.expectedMs).toBeNull();
    expect(await app.db.cronBackfill.count()).toBe(0);
    expect(await app.db.cronAuditLog.count()).toBe(0);
  });

  it("chooses only failed ones on request, and tells how long they take from the statistics", async () => {
    await app.db.cronJobStatsHourly.create({
      data: { jobName: "plain", hour: slot(9), completed: 3, sumMs: 12_000 },
    });
    const failed = await read(await ask("plain", { ...range, only: "failed", dryRun: true }));
    expect(failed.chosen).toMatchObject({ count: 1, first: slot(2).toISOString() });
    const all = await read(await ask("plain", { ...range, only: "all", dryRun: true, concurrency: 3 }));
    expect([all.chosen.count, all.expectedMs]).toEqual([6, 8_000]);
  });
});

describe("a backfill", () => {
  it("runs the slots in order, one at a time, while a live slot of the job starts at once", async () => {
    const started = await read(await ask("slow", range));
    expect(started).toMatchObject({ status: 202, added: 6, repeated: false, batch: { runs: 6, only: "missing" } });
    await until("the first slot to run", async () => (gate.running === 1 ? true : null));

    const live = await app.cron("/api/cron/slow", { headers: { "user-agent": "vercel-cron/1.0" } });
    expect(await live.json()).toMatchObject({ success: true, execution: { scheduledFor: slot(0).toISOString() } });
    expect(gate.running).toBe(1);

    gate.open.resolve();
    expect(await finished("slow", started.batch.id)).toMatchObject({ byStatus: { completed: 6 } });
    const calls = scripts.slow.calls.filter(({ trigger }) => trigger === "backfill");
    expect(calls.map(({ scheduledFor }) => scheduledFor)).toEqual([5, 4, 3, 2, 1, 0].map(slot));
    expect(calls.every(({ isLate, lateBySeconds }) => !isLate && lateBySeconds === 0)).toBe(true);
    expect(gate.peak).toBe(1);
  });

  it("has nothing left to do once every slot has a success", async () => {
    expect(await read(await ask("slow", range))).toMatchObject({ status: 200, added: 0, batch: null });
    expect(await read(await ask("slow", { ...range, only: "failed" }))).toMatchObject({ added: 0 });
  });

  it("runs as many at once as asked for, and not one more", async () => {
    const { batch } = await read(await ask("wide", { ...range, concurrency: 2 }));
    await until("two slots to run", async () => (gate.running === 2 ? true : null));
    await app.runtime.engine.sweep();
    expect(gate.running).toBe(2);
    gate.open.resolve();
    await finished("wide", batch.id);
    expect(gate.peak).toBe(2);
  });

  it("leaves one place of the process to live runs, also when several of its runs end at once", async () => {
    const { batch } = await read(await ask("many", { from: slot(39), to: slot(0), concurrency: 10 }));
    let most = 0;
    for (let toGo = 40; toGo > 0; toGo -= 4) {
      await until("a full process, or the last runs", async () => {
        await app.runtime.engine.sweep();
        most = Math.max(most, waiting.length);
        return waiting.length >= Math.min(9, toGo) ? true : null;
      });
      for (const end of waiting.splice(0, 4)) end(ok);
    }
    await finished("many", batch.id);
    expect(most).toBe(9);
  });

  it("sees no saved state and leaves it as it is", async () => {
    await app.runtime.engine.writeState({ job: "saving", version: 0, value: { cursor: 7 }, actor: "test" });
    const { batch } = await read(await ask("saving", { from: slot(1), to: slot(0) }));
    await finished("saving", batch.id);
    const results = (await runsOf("saving")).map(({ result }) => result);
    const seen = { before: { kind: "absent" }, after: { kind: "present", value: { cursor: 99 } } };
    expect(results).toMatchObject([seen, seen]);
    const { stored } = await app.runtime.engine.readState("saving");
    expect(stored).toMatchObject({ version: 1, value: { cursor: 7 } });
  });

  it("sent twice with one key adds nothing twice, even at the same moment", async () => {
    const key = { "idempotency-key": "the-day-of-the-outage" };
    const both = await Promise.all([1, 2].map(async () => read(await ask("plain", { ...range, only: "all" }, key))));
    expect(both.map(({ added }) => added).sort()).toEqual([0, 6]);
    const again = await read(await ask("plain", { ...range, only: "all" }, key));
    expect(again).toMatchObject({ status: 200, added: 0, repeated: true, batch: { id: both[0]?.batch.id } });
    expect(await runsOf("plain")).toHaveLength(6);
    const other = await read(await ask("plain", { ...range, from: slot(9) }, key));
    expect(other).toMatchObject({ status: 409, code: "key_reused" });
  });

  it("can follow another schedule of the job, with its parameters", async () => {
    await app.db.cronSchedule.create({
      data: {
        id: "half-past",
        jobName: "unscheduled",
        name: "half past",
        origin: "person",
        kind: "cron",
        expression: "30 * * * *",
        params: { size: 3 },
        startsAt: slot(3),
      },
    });
    const order = { from: slot(9), to: slot(0), scheduleId: "half-past" };
    const { batch } = await read(await ask("unscheduled", order));
    await finished("unscheduled", batch.id);
    const rows = await runsOf("unscheduled");
    const half = (ago: number) => new Date(slot(ago).getTime() + HOUR / 2);
    expect(rows.map(({ scheduledFor }) => scheduledFor)).toEqual([half(3), half(2), half(1)]);
    expect(rows[0]).toMatchObject({ params: { size: 3 }, scheduleId: null, actor: "operator@example.com" });
  });

  it("is cancelled as a whole: what waits at once, what runs as soon as it stops; both steps are audited", async () => {
    const { batch } = await read(await ask("hanging", range));
    await until("the first slot to run", async () => (scripts.hanging.calls.length === 1 ? true : null));
    const path = `${pathOf("hanging")}?batch=${batch.id}`;
    const cancelled = await read(await app.as("operator", path, { method: "DELETE" }));
    expect(cancelled).toMatchObject({ cancelled: 5, requested: 1, batch: { byStatus: { cancelled: 5, started: 1 } } });
    expect(await finished("hanging", batch.id)).toMatchObject({ byStatus: { cancelled: 6 } });
    const entries = await app.db.cronAuditLog.findMany({ where: { target: "hanging" }, orderBy: { id: "asc" } });
    expect(entries).toMatchObject([
      { action: "backfill.start", after: { from: slot(5).toISOString(), runs: 6, params: { size: 1 } } },
      { action: "backfill.cancel", before: { queued: 5, started: 1 }, after: { cancelled: 5, requested: 1 } },
    ]);
    const listed = await read(await app.as("viewer", pathOf("hanging")));
    expect(listed.batches.map(({ id }: { id: string }) => id)).toEqual([batch.id]);
  });

  it("cannot be repeated as a single run: that would be a live one", async () => {
    const [run] = await runsOf("hanging");
    const answer = await read(await app.as("operator", `/api/admin/runs/${run?.id}/retry`, asJson({})));
    expect(answer).toMatchObject({ status: 409, error: expect.stringContaining("backfill") });
  });
});
