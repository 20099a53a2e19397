import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AdmitAnswer, AdmitRequest, RunStore } from "../../../lib/cron/ports/runs.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, SWITCH_JOB, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, ending, onlyOne, slotAt, startedRun } from "../support/requests.ts";

const NINE = "2026-11-21T09:00:00.000Z";

describe("a group of 64 in one statement", () => {
  let stores: TestStores;
  let runs: RunStore;
  beforeAll(async () => {
    stores = await openTestStores();
  });
  afterAll(() => stores.close());
  beforeEach(async () => {
    await stores.clear();
    runs = createPostgresStores(stores.pool).runs;
  });

  const admitTogether = (requests: AdmitRequest[]): Promise<AdmitAnswer[]> =>
    Promise.all(requests.map((request) => runs.admit(request)));
  const summary = (answer: AdmitAnswer) =>
    "reason" in answer ? `${answer.outcome}: ${answer.reason}` : answer.outcome;

  it("answers every mixture of outcomes, each with its own", async () => {
    await stores.pool.query(SWITCH_JOB, ["off", false]);
    await begin(runs, { jobName: "busy" });
    await begin(runs, { jobName: "queue" });
    await begin(runs, { jobName: "done", slot: slotAt(NINE, "done") });
    const dead = await begin(runs, { jobName: "dead", maxAttempts: 1 });
    await stores.pool.query("update cron_job_logs set lease_expires_at = cron_now() - interval '1 s' where id = $1", [
      dead.id,
    ]);
    const own = admission({ jobName: "own" });
    await runs.admit(own);
    const special: [AdmitRequest, string][] = [
      [admission({ jobName: "busy" }), "skipped: already_running"],
      [admission({ jobName: "busy", slot: slotAt(NINE, "busy") }), "skipped: already_running"],
      [admission({ jobName: "queue", overlap: "queue" }), "queued"],
      [admission({ jobName: "queue", overlap: "queue" }), "skipped: already_running"],
      [admission({ jobName: "done", slot: slotAt(NINE, "done") }), "duplicate"],
      [admission({ jobName: "off" }), "skipped: disabled"],
      [admission({ jobName: "off", force: true }), "started"],
      [admission({ jobName: "dead" }), "started"],
      [own, "started"],
      [admission({ jobName: "twice" }), "started"],
      [admission({ jobName: "twice" }), "skipped: already_running"],
      [admission({ jobName: "slot", slot: slotAt(NINE, "slot") }), "started"],
      [admission({ jobName: "slot", slot: slotAt(NINE, "slot") }), "duplicate"],
      [admission({ jobName: "lanes", overlap: "allow", lanes: 2 }), "started"],
      [admission({ jobName: "lanes", overlap: "allow", lanes: 2 }), "started"],
      [admission({ jobName: "lanes", overlap: "allow", lanes: 2 }), "skipped: already_running"],
    ];
    const ordinary = Array.from({ length: 48 }, (_, index) => admission({ jobName: `ordinary-${index}` }));
    const answers = await admitTogether([...ordinary, ...special.map(([request]) => request)]);
    expect(answers.slice(0, 48).map(summary)).toEqual(ordinary.map(() => "started"));
    expect(answers.slice(48).map(summary)).toEqual(special.map(([, expected]) => expected));
    expect(new Set(answers.flatMap((answer) => (answer.outcome === "started" ? answer.run.fence : []))).size).toBe(
      48 + 7,
    );
  });

  it("finishes the ones it holds and refuses the one it does not", async () => {
    const requests = Array.from({ length: 64 }, (_, index) => admission({ jobName: `job-${index}` }));
    const held = (await admitTogether(requests)).map(startedRun);
    const answers = await Promise.all(
      held.map((run, index) => runs.finish(ending(index === 7 ? { ...run, fence: "1" } : run))),
    );
    expect(answers.map((answer) => answer.applied)).toEqual(held.map((_, index) => index !== 7));
    expect(onlyOne(await stores.rows("select sum(completed)::int as completed from cron_job_stats_hourly"))).toEqual({
      completed: 63,
    });
  });

  it("lets one member's unstorable data fail that member only", async () => {
    const requests = Array.from({ length: 20 }, (_, index) =>
      admission({ jobName: `job-${index}`, params: index === 7 ? "\u0000" : null }),
    );
    const settled = await Promise.allSettled(requests.map((request) => runs.admit(request)));
    expect(settled.map(({ status }) => status)).toEqual(
      requests.map((_, index) => (index === 7 ? "rejected" : "fulfilled")),
    );
  });

  it("does not let one run's unstorable log line cost any run its lease", async () => {
    const held = await Promise.all(["a", "b", "c"].map((jobName) => begin(runs, { jobName })));
    await stores.pool.query("update cron_job_logs set lease_expires_at = cron_now()");
    const line = { at: new Date(), level: "info", attempt: 1, message: "bad \u0000 line", fields: null } as const;
    const beats = held.map((run, index) => ({
      runId: run.id,
      fence: run.fence,
      leaseMs: 60_000,
      progress: null,
      lines: index === 1 ? [line] : [],
      abortReason: null,
      nextAttempt: null,
    }));
    expect(await runs.beat(beats)).toEqual(held.map((run) => ({ runId: run.id, held: true, abort: null })));
    expect(
      await stores.rows("select 1 from cron_job_logs where lease_expires_at < cron_now() + interval '30 s'"),
    ).toEqual([]);
  });
});
