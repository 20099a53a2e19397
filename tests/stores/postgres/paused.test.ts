import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AdmitRequest } from "../../../lib/cron/ports/runs.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission, newId } from "../support/requests.ts";

const PAUSED = { outcome: "skipped", reason: "paused" };
const STARTED = { outcome: "started" };

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await stores.pool.query("update cron_scheduler_state set paused_at = null, paused_until = null");
});

/** The statement for a lone admission and the one for a group each ask in their own words. */
describe.each([
  ["alone", 1],
  ["in a group", 3],
])("an admission %s", (_, size) => {
  async function admit(changes: Partial<AdmitRequest> = {}) {
    const others = Array.from({ length: size - 1 }, () => admission({ jobName: newId(), force: true }));
    const answers = await Promise.all([admission(changes), ...others].map((request) => stores.runs.admit(request)));
    expect(answers.slice(1)).toEqual(others.map(() => expect.objectContaining(STARTED)));
    return answers[0];
  }

  const pauseJob = (until: string) =>
    stores.pool.query(
      `insert into cron_job_config (job_name, paused_at, paused_until) values ($1, cron_now() - interval '1 h', ${until})`,
      [admission().jobName],
    );
  const pauseAll = (until: string) =>
    stores.pool.query(
      `update cron_scheduler_state set paused_at = cron_now() - interval '1 h', paused_until = ${until}`,
    );

  it.each([
    ["of a paused job", pauseJob],
    ["while everything is paused", pauseAll],
  ])("%s is refused until the pause ends, and forced through", async (_, pause) => {
    await pause("cron_now() + interval '1 h'");
    expect(await admit()).toMatchObject(PAUSED);
    expect(await admit({ force: true })).toMatchObject(STARTED);
  });

  it("is refused by a pause without an end", async () => {
    await pauseAll("null");
    expect(await admit()).toMatchObject(PAUSED);
  });

  it("begins when the pauses have ended", async () => {
    await pauseJob("cron_now() - interval '1 s'");
    await pauseAll("cron_now() - interval '1 s'");
    expect(await admit()).toMatchObject(STARTED);
  });
});
