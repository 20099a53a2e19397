import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

/** Where processes come and go with the calls, nothing works by itself: each call evaluates before it may end. */

const DAILY = { kind: "cron", expression: "0 2 * * *", timezone: "UTC" } as const;

async function startOnPlatform(variables: Record<string, string> = {}): Promise<ApiApp> {
  const failing = scriptedJob([step.throws(new NonRetryableError("401 from Meta"))], {
    name: "failing",
    schedule: DAILY,
  });
  const quick = scriptedJob([step.returns(ok)], { name: "quick", schedule: DAILY });
  const app = await startApiApp([failing.job, quick.job], {
    variables: { VERCEL: "1", MAX_DURATION_SECONDS: "60", ...variables },
  });
  const channel = { id: "chat", name: "chat", kind: "webhook", origin: "person", settings: {} };
  await app.db.alertChannel.create({ data: channel });
  return app;
}

let app: ApiApp;
beforeAll(async () => {
  app = await startOnPlatform();
});
beforeEach(async () => {
  await app.db.$executeRaw`truncate incidents, alert_notices, outbox_messages, alert_evaluator cascade`;
});
afterAll(() => app.close());

/** Other trouble of this bare installation apart. */
const opened = () => app.db.incident.findMany({ where: { resolvedAt: null, rule: "failed" } });

describe("on a platform", () => {
  it("a cron call whose run fails for good leaves its message in the outbox, after the answer and within the call", async () => {
    const answer = await app.cron("/api/cron/execute/failing", { method: "POST" });
    expect(answer.status).toBe(500);
    await Promise.all(app.background);
    expect(await opened()).toMatchObject([{ rule: "failed", subject: "job:failing", jobName: "failing" }]);
    const [message] = await app.db.outboxMessage.findMany();
    expect(message).toMatchObject({ kind: "alert", channelId: "chat" });
    expect(JSON.stringify(message?.payload)).toContain("401 from Meta");
  });

  it("a tick evaluates what went wrong before it", async () => {
    await app.runtime.engine.run({
      job: "failing",
      params: {},
      trigger: "http",
      delivery: { kind: "none" },
      actor: null,
    });
    await app.cron("/api/cron/tick", { method: "POST" });
    await Promise.all(app.background);
    expect(await opened()).toHaveLength(1);
  });

  it("the first request of a process evaluates if nobody has for a minute, and the next ones leave it to that", async () => {
    const fresh = await startOnPlatform();
    const turnedAt = async () => (await fresh.db.alertEvaluator.findFirst())?.turnedAt ?? null;
    await fresh.runtime.engine.run({
      job: "failing",
      params: {},
      trigger: "http",
      delivery: { kind: "none" },
      actor: null,
    });
    await fresh.cron("/api/cron/jobs");
    await Promise.all(fresh.background);
    const first = await turnedAt();
    expect(await fresh.db.incident.count({ where: { rule: "failed" } })).toBe(1);
    await fresh.cron("/api/cron/jobs");
    await Promise.all(fresh.background);
    expect(await turnedAt()).toEqual(first);
    await fresh.close();
  });

  it("the very first call of an installation tells the channels that its environment names", async () => {
    const fresh = await startOnPlatform({ SLACK_WEBHOOK_URL: "https://127.0.0.1:9/services/none" });
    await fresh.cron("/api/cron/execute/failing", { method: "POST" });
    await Promise.all(fresh.background);
    const told = await fresh.db.outboxMessage.findMany({ where: { channelId: "env-slack" } });
    expect(JSON.stringify(told.map(({ payload }) => payload))).toContain("401 from Meta");
    await fresh.close();
  });
});
