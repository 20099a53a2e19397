import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Alerts } from "../../../lib/alerts/evaluator/create-alerts.ts";
import { NonRetryableError } from "../../../lib/cron/words/errors.ts";
import { createDb } from "../../../lib/db.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { openPool } from "../../../lib/stores/postgres/open-pool.ts";
import { type ApiApp, startApiApp } from "../../support/api-app.ts";
import { DatabaseProxy } from "../../support/database-proxy.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { until } from "../../support/until.ts";
import { AlertDatabase, failedSignal } from "../support/alert-database.ts";

describe("in a process that stays, with all readers", () => {
  let app: ApiApp;
  beforeAll(async () => {
    const { job } = scriptedJob([step.throws(new NonRetryableError("401 from Meta"))], {
      name: "failing",
      schedule: { kind: "cron", expression: "0 2 * * *", timezone: "UTC" },
    });
    app = await startApiApp([job]);
    const chat = { id: "chat", name: "chat", kind: "webhook", origin: "person", settings: {} };
    await app.db.alertChannel.create({ data: chat });
    app.runtime.alerts.start();
  });
  afterAll(() => app.close());

  test("a run's final failure is in the outbox by itself, once", async () => {
    const order = { job: "failing", params: {}, trigger: "http", delivery: { kind: "none" }, actor: null } as const;
    await until("a first turn", () => app.db.alertEvaluator.findFirst({ where: { turnedAt: { not: null } } }));
    const answer = await app.runtime.engine.run(order);
    expect(answer).toMatchObject({ kind: "ended", run: { status: "failed" } });
    const told = () =>
      app.db.outboxMessage.findMany({ where: { payload: { path: ["incidents", "0", "rule"], equals: "failed" } } });
    const message = await until("the message", async () => (await told())[0] ?? null);
    expect(message).toMatchObject({ kind: "alert", channelId: "chat", payload: { incidents: [{ notice: "opened" }] } });
    await app.runtime.alerts.lookWithinCall();
    expect(await told()).toHaveLength(1);
  });
});

test("while the database is away its turns fail and are told, and what happened is told once it is back", async () => {
  const alerts = await AlertDatabase.open();
  const proxy = await DatabaseProxy.open(alerts.opened.url);
  const pool = openPool({ url: proxy.url, onLost: () => undefined }, 2);
  const failures: unknown[] = [];
  const watching = new Alerts({
    ...alerts.parts(createDb(pool)),
    ...{ clock: systemClock, random: Math.random, worker: "test" },
    channelsReady: async () => undefined,
    onMessages: () => undefined,
    onFailure: (error) => void failures.push(error),
  });
  await alerts.addChannel("chat");
  watching.start();
  await until("a first turn", () => alerts.db.alertEvaluator.findFirst({ where: { turnedAt: { not: null } } }));
  proxy.goAway();
  watching.wake();
  await until("a failed turn", async () => (failures.length > 0 ? true : null));
  alerts.signals = [failedSignal("sync", new Date())];
  proxy.comeBack();
  await until("the message", async () => (await alerts.messages())[0] ?? null);
  await watching.stop();
  expect(await alerts.messages()).toHaveLength(1);
  await pool.end();
  await proxy.close();
  await alerts.opened.close();
});
