import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { examineServer } from "../../../lib/dashboard/health/examine.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type ExaminedServer, minutesAgo, openExaminedServer } from "../../support/examined-server.ts";
import { insertRuns } from "../run-rows.ts";

let server: ExaminedServer;
beforeAll(async () => {
  server = await openExaminedServer();
});
afterAll(() => server.close());
afterEach(() => server.clear());

test("runs that are past their time say that nothing cleans up", async () => {
  await insertRuns(server.db, [{ status: "completed", startedAt: minutesAgo(100 * 24 * 60).toISOString() }]);
  expect((await server.about("retention"))[0]).toMatchObject({
    evidence: expect.stringContaining("kept for 90 days, but the oldest is of"),
    fix: expect.stringContaining("run `npm run cron -- cleanup`"),
  });
});

test("what the retention has left is no trouble as long as it is applied, and the figures are told", async () => {
  await insertRuns(server.db, [{ status: "completed", startedAt: minutesAgo(100 * 24 * 60).toISOString() }]);
  const pass = { beganAt: minutesAgo(61), beganBy: "web:1", endedAt: minutesAgo(60), runs: 12, logLines: 3 };
  await server.db.cronRetentionPass.create({ data: { ...pass, finished: false } });
  const told = async () =>
    (await examineServer(ENGLISH, server.facts)).findings.find(({ check }) => check === "retention")?.evidence;
  expect(await server.about("retention")).toEqual([]);
  expect(await told()).toMatch(/last applied .* UTC, 15 rows deleted; more is past its time/);
  await server.db.cronRetentionPass.update({ where: { id: 1 }, data: { finished: true } });
  expect(await told()).toMatch(/15 rows deleted$/);
  await server.db.cronRetentionPass.update({ where: { id: 1 }, data: { endedAt: minutesAgo(600) } });
  expect(await server.about("retention")).toHaveLength(1);
});

test("a migration that is not applied, and a secret that is missing", async () => {
  const migrations = [...(server.facts.migrations ?? []), "20991231000000_later"];
  expect((await server.about("migrations", { migrations }))[0]?.evidence).toContain("pending: 20991231000000_later");
  const secret = { kind: "missing", misnamed: true } as const;
  expect((await server.about("secret", { secret }))[0]).toMatchObject({
    severity: "error",
    fix: "CRON_SECRET is not set, but CRON_SECRET_TOKEN is: rename it to CRON_SECRET",
  });
});

test("fault C8: a dropped column is a finding that names it, not a raw error", async () => {
  await server.db.$executeRaw`alter table cron_job_state rename column epoch to gone`;
  try {
    expect(await server.about("schema")).toMatchObject([
      { severity: "error", evidence: expect.stringMatching(/CronJobState: .*epoch/) },
    ]);
  } finally {
    await server.db.$executeRaw`alter table cron_job_state rename column gone to epoch`;
  }
  expect(await server.about("schema")).toEqual([]);
});
