import { expect, test } from "vitest";
import { insertRuns } from "../dashboard/run-rows.ts";
import { runCli } from "../support/cli.ts";
import { openDomainDb } from "../support/domain-db.ts";

test("cleanup deletes what is past its retention, and says what and by which rule", async () => {
  const domain = await openDomainDb();
  await domain.db.cronRetention.create({ data: { runDays: 7, logLineDays: 1, callDays: 30 } });
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  await insertRuns(
    domain.db,
    [8, 9, 6].map((days) => ({ status: "completed", startedAt: daysAgo(days) })),
  );
  const { code, stdout } = await runCli(["cleanup"], { DATABASE_URL: domain.url });
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "deleted 2 runs older than 7 days and 0 log lines older than 1 day or of these runs\n",
  });
  const again = await runCli(["cleanup", "--json"], { DATABASE_URL: domain.url });
  expect(JSON.parse(again.stdout)).toEqual({
    runs: 0,
    logLines: 0,
    runDays: 7,
    logLineDays: 1,
    callDays: 30,
    stopped: false,
  });
  expect(await domain.db.cronJobLog.count()).toBe(1);
  await domain.close();
});
