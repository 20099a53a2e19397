import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openTestStores, stopClock, type TestStores } from "../stores/support/postgres-stores.ts";
import { dispatcherOn } from "../stores/support/schedules.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { scheduleCalls } from "../support/schedule-calls.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

vi.setConfig({ testTimeout: 120_000 });

const START_MS = Date.parse("2026-11-21T09:00:00Z");
const STEPS = 40;
const { job } = scriptedJob([step.ok()], { overlap: "allow", concurrency: 2 });

let stores: TestStores;
let app: ApiApp;
beforeAll(async () => {
  stores = await openTestStores();
  await stopClock(stores, new Date(START_MS).toISOString());
  app = await startApiApp([job], { databaseUrl: stores.url });
});
afterAll(async () => {
  await app.close();
  await stores.close();
});
const { add, call, stored } = scheduleCalls(() => app);

/** What a person does at a step; what the schedule fires by stays as it is, so that its slots can be counted. */
const CHANGES = [
  (version: number) => call("PATCH", "/mine", { version, misfire: "run-all" }),
  () => call("POST", "/mine/pause", { reason: "a look" }),
  (version: number) => call("PATCH", "/mine", { version, params: { size: version }, misfire: "skip" }),
  () => call("POST", "/mine/resume"),
  (version: number) => call("PATCH", "/mine", { version, enabled: false }),
  (version: number) => call("PATCH", "/mine", { version, enabled: true, misfire: "run-once" }),
];

it("while people change it and dispatchers move it, no slot goes without an ending and none has two", async () => {
  await add({ trigger: { kind: "interval", seconds: 10 }, overlap: "allow" });
  const dispatchers = [1, 2, 3].map(() => dispatcherOn(stores, [job]));
  for (let index = 1; index <= STEPS; index += 1) {
    await stores.pool.query("update test_clock set at = $1", [new Date(START_MS + index * 37_000)]);
    const { version } = await stored();
    const change = CHANGES[index % CHANGES.length];
    const [answer] = await Promise.all([change?.(version), ...dispatchers.map((each) => each.dispatch())]);
    expect(answer?.status).toBe(200);
  }
  await call("POST", "/mine/pause", { reason: "the end" });
  const { lastSlot, nextSlot } = await stored();
  const due = Math.floor((STEPS * 37) / 10);
  expect([lastSlot, nextSlot]).toEqual([new Date(START_MS + due * 10_000), new Date(START_MS + (due + 1) * 10_000)]);
  const rows = await app.db.cronJobLog.findMany({ where: { scheduleId: "mine" }, orderBy: { scheduledFor: "asc" } });
  const slots = rows.flatMap(({ scheduledFor, slotCount }) =>
    Array.from({ length: slotCount }, (_, nth) => (scheduledFor?.getTime() ?? 0) + nth * 10_000),
  );
  expect(slots).toEqual(Array.from({ length: due }, (_, nth) => START_MS + (nth + 1) * 10_000));
  expect(new Set(rows.map(({ reason }) => reason))).toEqual(
    new Set([null, "paused", "disabled", "coalesced", "scheduler_down"]),
  );
});
