import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EngineProcess, ended, plainRequest } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

const delivery = { kind: "scheduled", scheduleId: "job:slotted" } as const;
const request = plainRequest("slotted", {}, { trigger: "platform", delivery });
const MINUTE = Date.parse("2026-11-21T12:00:00Z");
const at = (seconds: number) => new Date(MINUTE + seconds * 1000);

let bench: FaultBench;
let engine: EngineProcess;
beforeEach(async () => {
  bench = await FaultBench.open();
  engine = await bench.start();
});
afterEach(() => bench.close());

/** Delivers when the database's clock and the process's clock show these times. */
async function deliver({ database, process }: { database: number; process: number }) {
  await bench.pool.query(
    `create or replace function cron_now() returns timestamptz language sql volatile as 'select ''${at(database).toISOString()}''::timestamptz'`,
  );
  await engine.setClock(at(process));
  return engine.run(request);
}

test.for([-2, 0, 2])(
  "a delivery by a process whose clock is %i s off belongs to the slot that has just begun",
  async (skew) => {
    expect(ended(await deliver({ database: -59.5, process: -59.5 })).scheduledFor).toEqual(at(-60));
    const now = await deliver({ database: 0.3, process: 0.3 + skew });
    expect(ended(now).scheduledFor).toEqual(at(0));
    // Delivered again by processes that are early, late and right: it stays one run.
    for (const other of [-2, 0, 2]) {
      expect(await deliver({ database: 1, process: 1 + other })).toMatchObject({
        reason: "duplicate_slot",
        runId: ended(now).id,
      });
    }
    expect((await bench.rows()).map((row) => row.scheduled_for)).toEqual([at(-60), at(0)]);
  },
);

test("a delivery a moment before its slot, by the database's clock too, belongs to it", async () => {
  expect(ended(await deliver({ database: -2, process: -2 })).scheduledFor).toEqual(at(0));
  expect(await deliver({ database: 0.3, process: 0.3 })).toMatchObject({ reason: "duplicate_slot" });
});
