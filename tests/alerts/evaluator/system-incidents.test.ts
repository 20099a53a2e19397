import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deleteOldIncidents } from "../../../lib/alerts/evaluator/old-incidents.ts";
import { allSignals } from "../../../lib/alerts/signals/all-signals.ts";
import type { JobContext } from "../../../lib/cron/jobs/context.ts";
import { createDb } from "../../../lib/db.ts";
import { openTestStores, type TestStores } from "../../stores/support/postgres-stores.ts";
import { request } from "../../support/memory-engine.ts";
import { postgresEngine } from "../../support/postgres-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { AlertDatabase, anInstallation } from "../support/alert-database.ts";

/** From what handlers, releases and messages leave in the rows to what people are told of it. */

let stores: TestStores;
let alerts: AlertDatabase;
beforeAll(async () => {
  stores = await openTestStores();
  const another = () => createDb(stores.openPool(5));
  const { url, pool, close } = stores;
  alerts = new AlertDatabase({ db: another(), url, pool, another, close });
});
afterAll(() => alerts.opened.close());
beforeEach(async () => {
  await alerts.empty();
  await alerts.db.$executeRaw`truncate alert_reports, cron_job_logs, job_releases cascade`;
});

/** A turn of all readers, so many seconds ahead: what follows a message at once is told with the next one. */
const turn = (parts = {}, secondsAhead = 0) =>
  alerts.turn(new Date(Date.now() + secondsAhead * 1000), { readers: allSignals, ...parts });
const states = async () => {
  const rows = await alerts.db.incident.findMany({ orderBy: { openedAt: "asc" } });
  return rows.map(({ rule, subject, state }) => `${rule} ${subject} ${state}`);
};
/** Each message of the outbox as its channel and what it tells. */
const told = async () =>
  (await alerts.messages()).map(({ channelId, payload }) => {
    const [first] = payload.tells === "incidents" ? payload.incidents : [];
    return `${channelId}: ${first?.subject} ${first?.notice}`;
  });

test("what a handler raises is open until a later run resolves it, whatever becomes of the runs", async () => {
  await alerts.addChannel("chat");
  const says =
    (say: (alerts: JobContext["alerts"]) => void, end = step.ok()) =>
    (context: JobContext<{ cursor: number }>) => {
      say(context.alerts);
      return end(context);
    };
  const raise = { subject: "account:1", severity: "critical", title: "Access was revoked" } as const;
  const { job } = scriptedJob(
    [
      says(({ raise: say }) => say(raise), step.returns({ ...ok, failed: 1 })),
      says(({ resolve }) => resolve("account:1"), step.throws(new Error("no"))),
    ],
    { maxAttempts: 1 },
  );
  const { engine } = postgresEngine(stores, [job]);
  await engine.run(request());
  await turn({ jobs: [job] });
  expect(await states()).toEqual(["raised account:1 open"]);
  expect(await alerts.messages()).toMatchObject([
    { payload: { incidents: [{ severity: "critical", facts: { title: raise.title, job: { name: "scripted" } } }] } },
  ]);
  await engine.run(request());
  await turn({ jobs: [job] });
  expect(await states()).toContain("raised account:1 resolved");
  await engine.drain(1_000);
});

test("a channel that is dead is told of through the others, and its next delivery ends it", async () => {
  for (const id of ["dead", "chat"]) await alerts.addChannel(id);
  const at = new Date();
  const message = { id: randomUUID(), dedupeKey: "m", kind: "alert", channelId: "dead", address: "channel:dead" };
  const state = { state: "dead", deadAt: at, reason: "410 Gone", payload: {}, nextAttemptAt: at, createdAt: at };
  await alerts.db.outboxMessage.create({ data: { ...message, ...state } });
  await turn();
  expect(await states()).toEqual(["channel channel:dead open"]);
  await alerts.db.alertChannel.update({ where: { id: "dead" }, data: { lastDeliveryAt: new Date(at.getTime() + 1) } });
  await turn({}, 30);
  expect(await states()).toEqual(["channel channel:dead resolved"]);
  expect((await told()).filter((line) => line.includes("channel:dead "))).toEqual([
    "chat: channel:dead opened",
    "chat: channel:dead resolved",
  ]);
});

test("a new release is information that a channel hears of only when it asks for it", async () => {
  await alerts.addChannel("usual");
  await alerts.addChannel("curious", { mutedRules: [] });
  const [{ job: a }, { job: b }] = ["a", "b"].map((name) => scriptedJob([step.ok()], { name })) as [
    ReturnType<typeof scriptedJob>,
    ReturnType<typeof scriptedJob>,
  ];
  await turn({ jobs: [a], installation: { ...anInstallation(), release: "r1" } });
  await turn({ jobs: [a, b], installation: { ...anInstallation(), release: "r2" } });
  expect(await states()).toEqual(["release release:r2 open"]);
  expect(await told()).toEqual(["curious: release:r2 opened"]);
});

test("what handlers said is kept as long as incidents are", async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const report = { runId: randomUUID(), jobName: "a", subject: "account:1", says: "resolved" };
  await alerts.db.alertReport.createMany({ data: [364, 366].map((days) => ({ ...report, at: daysAgo(days) })) });
  await deleteOldIncidents(alerts.db);
  expect(await alerts.db.alertReport.count()).toBe(1);
});
