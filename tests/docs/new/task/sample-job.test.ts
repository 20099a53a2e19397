import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStores, type TestStores } from "../../../stores/support/postgres-stores.ts";
import { request } from "../../../support/memory-engine.ts";
import { postgresEngine } from "../../../support/postgres-engine.ts";
import { until } from "../../../support/until.ts";
import { sampleJob } from "./sample-job.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

test("a run ends when its items are enqueued, and each of them is worked on", async () => {
  const { engine } = postgresEngine(stores, [sampleJob]);
  engine.start();
  const answer = await engine.run(request({ job: "sample-job", params: { items: ["first", "second", "first"] } }));
  expect(answer).toMatchObject({ run: { status: "completed", result: { processed: 2, skipped: 1 } } });
  const rows = await until("both tasks are done", async () => {
    const done = await stores.rows("select item_id from cron_run_tasks where status = 'completed' order by item_id");
    return done.length < 2 ? null : done;
  });
  await engine.drain(1_000);
  expect(rows).toEqual([{ item_id: "first" }, { item_id: "second" }]);
});
