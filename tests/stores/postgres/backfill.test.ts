import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { BackfillBatch } from "../../../lib/cron/ports/backfills.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, claiming, ending, handingBack, newId } from "../support/requests.ts";

const START = new Date("2026-11-21T09:00:00Z");
const slot = (index: number) => new Date(START.getTime() - (1_000 - index) * 3_600_000);

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stopClock(stores, START.toISOString());
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await stores.pool.query("delete from cron_backfills");
});

function batchOf(count: number, changes: Partial<BackfillBatch> = {}): BackfillBatch {
  return {
    id: newId(),
    jobName: "job",
    scheduleId: "job:job",
    from: slot(0),
    to: slot(count - 1),
    choice: "missing",
    concurrency: 1,
    force: false,
    params: {},
    lockKey: "job#backfill",
    maxAttempts: 3,
    actor: null,
    release: null,
    runs: Array.from({ length: count }, (_, index) => ({ id: newId(), slot: slot(index) })).toSorted((a, b) =>
      a.slot < b.slot ? -1 : 1,
    ),
    ...changes,
  };
}

it("a thousand slots are added in one statement and worked off oldest first", async () => {
  const batch = batchOf(1_000);
  expect(await stores.backfills.add(batch)).toHaveLength(1_000);
  const seen: (Date | null)[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const [run, ...more] = await stores.runs.claim(claiming());
    if (!run) throw new Error("nothing was claimed");
    expect(more).toEqual([]);
    seen.push(run.scheduledFor);
    expect(await stores.runs.finish(ending(run))).toMatchObject({ applied: true, nextWaits: true });
  }
  expect(seen).toEqual([0, 1, 2, 3, 4].map(slot));
});

it("a batch that is added from several places at once is there once", async () => {
  const batch = batchOf(20);
  const added = await Promise.all([1, 2, 3, 4].map(() => stores.backfills.add(batch)));
  expect(added.map((ids) => ids.length).toSorted()).toEqual([0, 0, 0, 20]);
  expect(await stores.rows("select runs from cron_backfills")).toEqual([{ runs: 20 }]);
});

it("a slot's live run and its backfill runs stand beside each other", async () => {
  await begin(stores.runs, { slot: { scheduleId: "job:job", previous: slot(0), next: null } });
  await stores.backfills.add(batchOf(1));
  await stores.backfills.add(batchOf(1));
  const rows = await stores.rows("select schedule_id, scheduled_for, trigger from cron_job_logs order by id");
  expect(rows.map(({ schedule_id, trigger }) => [schedule_id, trigger])).toEqual([
    ["job:job", "http"],
    [null, "backfill"],
    [null, "backfill"],
  ]);
  expect(rows.every(({ scheduled_for }) => (scheduled_for as Date).getTime() === slot(0).getTime())).toBe(true);
});

it("a live run that waits goes before backfills that wait longer", async () => {
  await stores.backfills.add(batchOf(20, { concurrency: 10 }));
  const live = await begin(stores.runs, { lockKey: "live" });
  await stores.runs.finish(handingBack(live));
  expect(await stores.runs.claim(claiming({ limit: 1, backfills: 1 }))).toMatchObject([{ id: live.id }]);
  expect(await stores.runs.admit(admission({ lockKey: "other" }))).toMatchObject({ outcome: "started" });
});

it("a cancelled batch ends what waits, asks what runs, counts each ending once, and leaves other batches alone", async () => {
  const [batch, other] = [batchOf(5), batchOf(2, { lockKey: "job:other#backfill" })];
  await stores.backfills.add(batch);
  await stores.backfills.add(other);
  const [run] = await stores.runs.claim(claiming({ lockKey: "job#backfill" }));
  expect(await stores.backfills.cancel(batch.id)).toEqual({ cancelled: 4, requested: 1 });
  expect(await stores.backfills.cancel(batch.id)).toEqual({ cancelled: 0, requested: 0 });
  if (!run) throw new Error("nothing was claimed");
  await stores.runs.finish(ending(run, { status: "cancelled" }));
  const [counted] = await stores.rows("select sum(cancelled)::int as n from cron_job_stats_hourly");
  expect(counted).toEqual({ n: 5 });
  const [left] = await stores.rows("select count(*)::int as n from cron_job_logs where status = 'queued'");
  expect(left).toEqual({ n: 2 });
});

it("cancelling and claiming at the same moment leave no run behind and do not lock each other out", async () => {
  for (let round = 0; round < 10; round += 1) {
    const batch = batchOf(30, { concurrency: 10 });
    await stores.backfills.add(batch);
    const [claimed] = await Promise.all([
      stores.runs.claim(claiming()),
      stores.backfills.cancel(batch.id),
      stores.backfills.cancel(batch.id),
    ]);
    await Promise.all(claimed.map((run) => stores.runs.finish(ending(run))));
    await stores.backfills.cancel(batch.id);
    const [open] = await stores.rows("select count(*)::int as n from cron_job_logs where completed_at is null");
    expect(open).toEqual({ n: 0 });
    await stores.clear();
  }
});
