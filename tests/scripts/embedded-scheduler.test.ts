import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseEnv } from "../../lib/env.ts";
import { createRuntime, type Runtime, startRuntime } from "../../lib/runtime.ts";
import { insertRuns } from "../dashboard/run-rows.ts";
import { createTestDatabase } from "../support/database.ts";
import { until } from "../support/until.ts";

let runtime: Runtime;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const home = mkdtempSync(join(tmpdir(), "belfry-scheduler-"));
beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createRuntime(
    parseEnv({ DATABASE_URL: database.url, BELFRY_HOME: home, BETTER_AUTH_SECRET: "x".repeat(32) }),
  );
});
afterAll(async () => {
  await runtime.drain(10_000);
  await database.drop();
  rmSync(home, { recursive: true });
});

it("a started process applies the retention by itself", async () => {
  await insertRuns(runtime.db, [{ job: "past", status: "completed", startedAt: "2020-01-01T00:00:00Z" }]);
  startRuntime(runtime);
  const ended = async () =>
    (await runtime.db.cronRetentionPass.findFirst({ where: { endedAt: { not: null } } })) ?? null;
  expect(await until("the end of the pass", ended)).toMatchObject({ runs: 1, finished: true });
  expect(await runtime.db.cronJobLog.count({ where: { jobName: "past" } })).toBe(0);
});

it("a started process takes over the registry's schedules and runs what falls due, once", async () => {
  startRuntime(runtime);
  const { length } = runtime.engine.jobs;
  await until("a schedule for every job", async () =>
    (await runtime.db.cronSchedule.count()) === length ? true : null,
  );
  // Five minutes are long for a test: the slot of health-check is put one second ahead, as time would.
  const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
  await runtime.db.cronSchedule.update({
    where: { id: "job:health-check" },
    data: { kind: "date", runAt: soon, nextSlot: soon, nextRunAt: soon, version: { increment: 1 } },
  });
  const find = () => runtime.db.cronJobLog.findMany({ where: { scheduleId: "job:health-check" } });
  const ended = async () => (await find()).find((run) => run.completedAt !== null) ?? null;
  const run = await until("the end of the run", ended);
  expect(await find()).toMatchObject([{ trigger: "schedule", attempts: 1, scheduledFor: soon }]);
  expect(run.status).toMatch(/^(completed|partial)$/);
}, 60_000);
