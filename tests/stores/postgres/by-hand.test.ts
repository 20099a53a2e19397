import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RUN_STATUSES } from "../../../lib/cron/words/vocabulary.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, ending, handingBack } from "../support/requests.ts";

const NOW = "2026-11-21T09:30:00.000Z";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stopClock(stores, NOW);
});
afterAll(() => stores.close());
beforeEach(() => stores.clear());

describe("an update by hand", () => {
  it("that fails a started run frees its lane, raises its fence and counts it", async () => {
    const run = await begin(stores.runs);
    await stores.pool.query("update test_clock set at = at + interval '2 s'");
    await stores.pool.query(
      "update cron_job_logs set status = 'failed', error_message = 'by me' where status = 'started'",
    );
    const select = "select status, reason, lane, lease_expires_at, duration_ms, error_message from cron_job_logs";
    expect(await stores.rows(select)).toEqual([
      {
        status: "failed",
        reason: "by_hand",
        lane: null,
        lease_expires_at: null,
        duration_ms: 2_000,
        error_message: "by me",
      },
    ]);
    expect(await stores.runs.finish(ending(run, { status: "failed" }))).toMatchObject({ applied: false });
    expect(await stores.rows("select failed from cron_job_stats_hourly")).toEqual([{ failed: 1 }]);
    expect(await stores.runs.admit(admission())).toMatchObject({ outcome: "started" });
  });

  it("that gives its own end keeps it", async () => {
    await begin(stores.runs);
    await stores.pool.query(
      "update cron_job_logs set status = 'failed', completed_at = started_at + interval '7 s' where status = 'started'",
    );
    expect(await stores.rows("select duration_ms from cron_job_logs")).toEqual([{ duration_ms: 7_000 }]);
  });

  it("that cancels a waiting run ends it", async () => {
    await stores.runs.finish(handingBack(await begin(stores.runs), { retryInMs: 60_000 }));
    await stores.pool.query("update cron_job_logs set status = 'cancelled' where status = 'retrying'");
    expect(await stores.rows("select status, next_attempt_at from cron_job_logs")).toEqual([
      { status: "cancelled", next_attempt_at: null },
    ]);
    expect(await stores.rows("select cancelled from cron_job_stats_hourly")).toEqual([{ cancelled: 1 }]);
  });

  it("cannot make a run started, nor give it a status that does not exist", async () => {
    await stores.runs.finish(ending(await begin(stores.runs)));
    await expect(stores.pool.query("update cron_job_logs set status = 'started'")).rejects.toThrow(
      "cron_logs_row_is_sound",
    );
    await expect(stores.pool.query("update cron_job_logs set status = 'success'")).rejects.toThrow(
      "cron_logs_row_is_sound",
    );
  });
});

it("knows exactly the statuses of the engine's vocabulary, and the reasons why a run is to stop", async () => {
  const [rule] = await stores.rows<{ definition: string }>(
    "select pg_get_functiondef('cron_row_is_sound_v1'::regproc) as definition",
  );
  const words = [...(rule?.definition ?? "").matchAll(/'([a-z_]+)'/g)].map(([, word]) => word);
  expect(new Set(words)).toEqual(new Set([...RUN_STATUSES, "timeout", "cancel", "replaced"]));
});
