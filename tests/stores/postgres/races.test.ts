import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AdmitAnswer, AdmitRequest, RunStore } from "../../../lib/cron/ports/runs.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import {
  admission,
  beating,
  begin,
  claiming,
  ending,
  LEASE_MS,
  onlyOne,
  slotAt,
  startedRun,
  tally,
} from "../support/requests.ts";

const NINE = "2026-11-21T09:00:00.000Z";
const CALLS = 200;
const ROUNDS = 3;

/** Three instances over one database stand for three processes: nothing is shared between them but the rows. */
describe("two hundred calls at once, over three processes", () => {
  let stores: TestStores;
  let processes: RunStore[];
  beforeAll(async () => {
    stores = await openTestStores({ connections: 40 });
    processes = Array.from({ length: 3 }, () => createPostgresStores(stores.pool).runs);
  });
  afterAll(() => stores.close());
  beforeEach(() => stores.clear());

  /** Grouped by the processes as they come, or each in a process of its own, so that none shares a statement. */
  const storm = (grouped: boolean, request: (call: number) => AdmitRequest): Promise<AdmitAnswer[]> =>
    Promise.all(
      Array.from({ length: CALLS }, (_, call) => {
        const process = grouped ? processes[call % 3] : createPostgresStores(stores.pool).runs;
        if (!process) throw new Error("there are three processes");
        return process.admit(request(call));
      }),
    );
  const outcomes = (answers: AdmitAnswer[]) => tally(answers.map((answer) => answer.outcome));
  const statuses = async () =>
    tally((await stores.rows<{ status: string }>("select status from cron_job_logs")).map((row) => row.status));
  const expireLeases = () =>
    stores.pool.query(
      "update cron_job_logs set lease_expires_at = cron_now() - interval '1 ms' where lane is not null",
    );

  describe.each([
    ["grouped", true],
    ["single", false],
  ])("%s", (_, grouped) => {
    it("make one run of one slot, tell all others its id, and count every delivery", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await stores.clear();
        const answers = await storm(grouped, () => admission({ slot: slotAt(NINE) }));
        expect(outcomes(answers)).toEqual({ started: 1, duplicate: CALLS - 1 });
        const first = startedRun(onlyOne(answers.filter((answer) => answer.outcome === "started")));
        expect(tally(answers.flatMap((answer) => ("runId" in answer ? `${answer.runId}` : [])))).toEqual({
          [first.id]: CALLS - 1,
        });
        expect(await stores.rows("select id, deliveries from cron_job_logs")).toEqual([
          { id: first.id, deliveries: CALLS },
        ]);
      }
    });

    it("start one run of a lock key and name it to the rest", async () => {
      const answers = await storm(grouped, () => admission());
      expect(outcomes(answers)).toEqual({ started: 1, skipped: CALLS - 1 });
      const { id } = onlyOne(await stores.rows<{ id: string }>("select id from cron_job_logs"));
      const holders = answers.flatMap((answer) => (answer.outcome === "skipped" ? `${answer.heldBy?.runId}` : []));
      expect(tally(holders)).toEqual({ [id]: CALLS - 1 });
    });

    it("start exactly as many runs as the key has lanes", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await stores.clear();
        const answers = await storm(grouped, () => admission({ lanes: 3, overlap: "allow" }));
        expect(outcomes(answers)).toEqual({ started: 3, skipped: CALLS - 3 });
      }
    });

    it("take a dead holder's key over once, and let nothing of it through", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await stores.clear();
        const dead = await begin(stores.runs, { maxAttempts: 1 });
        await expireLeases();
        expect(outcomes(await storm(grouped, () => admission()))).toEqual({ started: 1, skipped: CALLS - 1 });
        expect(await statuses()).toEqual({ abandoned: 1, started: 1 });
        expect(await stores.runs.finish(ending(dead))).toMatchObject({ applied: false });
        expect(await stores.runs.beat([beating(dead, { leaseMs: LEASE_MS })])).toMatchObject([{ held: false }]);
        expect(await stores.rows("select sum(abandoned)::int as abandoned from cron_job_stats_hourly")).toEqual([
          { abandoned: 1 },
        ]);
      }
    });

    it("go past a dead holder with attempts left when overlap is allowed, and hand it on once", async () => {
      await begin(stores.runs, { maxAttempts: 3 });
      await expireLeases();
      expect(outcomes(await storm(grouped, () => admission({ overlap: "allow" })))).toEqual({
        started: 1,
        skipped: CALLS - 1,
      });
      expect(await statuses()).toEqual({ retrying: 1, started: 1 });
    });
  });

  it("queue one of two hundred slots, which twenty claimers take once", async () => {
    const holder = await begin(stores.runs, { overlap: "queue" });
    const minute = (call: number) => new Date(Date.parse(NINE) - call * 60_000).toISOString();
    const answers = await storm(false, (call) => admission({ overlap: "queue", slot: slotAt(minute(call)) }));
    expect(outcomes(answers)).toEqual({ queued: 1, skipped: CALLS - 1 });
    expect(await stores.runs.finish(ending(holder))).toMatchObject({ nextWaits: true });
    const claims = await Promise.all(Array.from({ length: 20 }, () => stores.runs.claim(claiming())));
    expect(claims.flat()).toHaveLength(1);
  });

  it("replace: one waits, all others are cancelled, and the holder is told", async () => {
    const holder = await begin(stores.runs, { overlap: "replace" });
    await storm(false, () => admission({ overlap: "replace" }));
    expect(await statuses()).toEqual({ started: 1, queued: 1, cancelled: CALLS - 1 });
    expect(await stores.runs.beat([beating(holder)])).toMatchObject([{ abort: "replaced" }]);
    expect(await stores.runs.claim(claiming())).toEqual([]);
    await stores.runs.finish(ending(holder, { status: "cancelled", reason: "replaced" }));
    const claims = await Promise.all(Array.from({ length: 20 }, () => stores.runs.claim(claiming())));
    expect(claims.flat()).toHaveLength(1);
    expect(await stores.rows("select sum(cancelled)::int as cancelled from cron_job_stats_hourly")).toEqual([
      { cancelled: CALLS },
    ]);
  });
});
