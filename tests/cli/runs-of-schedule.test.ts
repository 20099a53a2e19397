import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertRuns } from "../dashboard/run-rows.ts";
import { runCli } from "../support/cli.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

const ID = "job:clean-data";
const common = {
  job: "clean-data",
  status: "completed",
  startedAt: new Date(Date.now() - 60_000).toISOString(),
} as const;

let domain: DomainDb;
let ofSchedule: string;
beforeAll(async () => {
  domain = await openDomainDb();
  [ofSchedule = ""] = await insertRuns(domain.db, [
    { ...common, more: { scheduleId: ID, scheduledFor: new Date("2026-01-01T00:00:00Z") } },
    common,
  ]);
});
afterAll(() => domain.close());

const told = async (...args: string[]) =>
  JSON.parse((await runCli([...args, "--json"], { DATABASE_URL: domain.url })).stdout);

describe("fault D4: lists at the command line filter by schedule", () => {
  test("logs --schedule shows its runs only", async () => {
    expect((await told("logs", "--schedule", ID)).logs).toMatchObject([{ id: ofSchedule, scheduleId: ID }]);
    expect((await told("logs", "--filter", `schedule:${ID}`)).logs).toHaveLength(1);
    expect((await told("logs")).logs).toHaveLength(2);
  });

  test("history --schedule shows its runs beside the job's statistics", async () => {
    const { history, stats } = await told("history", "clean-data", "--schedule", ID);
    expect([history.map(({ id }: { id: string }) => id), stats.totalRuns]).toEqual([[ofSchedule], 2]);
  });
});
