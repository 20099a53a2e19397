import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { putMessage, sqlWithin } from "../../lib/alerts/outbox/put-message.ts";
import { type Peer, startSlack } from "../alerts/support/peers.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

let slack: Peer;
let app: ApiApp;
beforeAll(async () => {
  slack = await startSlack();
});
afterEach(() => app.close());
afterAll(() => slack.close());

async function start(variables: Record<string, string>): Promise<string> {
  const url = `${slack.origin}/services/T0/B0/secret`;
  const given = { SLACK_WEBHOOK_URL: url, ALLOWED_PRIVATE_HOSTS: "127.0.0.1", ...variables };
  app = await startApiApp([scriptedJob([step.returns(ok)], { name: "quick" }).job], { variables: given });
  await app.runtime.outbox.environmentFollowed();
  const message = { dedupeKey: "a", kind: "canary", channelId: "env-slack", payload: { tells: "canary" } } as const;
  return (await putMessage(sqlWithin(app.db), message)).id;
}

const stateOf = async (id: string) => (await app.db.outboxMessage.findUniqueOrThrow({ where: { id } })).state;

describe("messages on a platform", () => {
  it.each(["/api/cron/tick", "/api/cron/quick"])("leave within what a call of %s may last", async (path) => {
    const id = await start({ VERCEL: "1" });
    expect((await app.cron(path)).status).toBe(200);
    await Promise.all(app.background);
    expect(await stateOf(id)).toBe("delivered");
  });
});

describe("messages where a process stays", () => {
  it("are left to its courier: a call does nothing of its own for them", async () => {
    const id = await start({});
    await app.cron("/api/cron/tick");
    await Promise.all(app.background);
    expect(await stateOf(id)).toBe("queued");
  });
});
