import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiApp, asJson, emailOf, startApiApp } from "../support/api-app.ts";
import { refuseAuditRows } from "../support/audit-log-away.ts";
import { closedPort, type Listening, listen } from "../support/listening.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

let app: ApiApp;
let peer: Listening;
let answer = { status: 200, text: "ok" };
let received: { path: string; body: string }[] = [];

beforeAll(async () => {
  peer = await listen(
    createServer((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        received.push({ path: request.url ?? "", body });
        response.writeHead(answer.status).end(answer.text);
      });
    }),
  );
  const variables = {
    TOKEN_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
    SLACK_WEBHOOK_URL: `http://127.0.0.1:${peer.port}/services/T0/B0/the-environments-own`,
  };
  app = await startApiApp([scriptedJob([step.ok()]).job], { variables });
});
beforeEach(async () => {
  answer = { status: 200, text: "ok" };
  received = [];
  await app.db.$executeRaw`truncate alert_channels, outbox_messages cascade`;
});
afterAll(async () => {
  await app.runtime.outbox.stop(0);
  await app.close();
  await peer.close();
});

const admin = (path: string, init?: RequestInit) => app.as("admin", `/api/admin/alert-channels${path}`, init);
const url = () => `http://127.0.0.1:${peer.port}/services/T1/B1/the-secret-of-it`;
const chat = (more: object = {}) => ({ name: "On call", kind: "slack", secrets: { url: url() }, ...more });
const make = async (body: object = chat()) => (await (await admin("", asJson(body))).json()).channel;
const patch = (id: string, body: object) => admin(`/${id}`, { ...asJson(body), method: "PATCH" });
const lastAudit = () => app.db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });

describe("a channel", () => {
  it("is made with its address sealed: no answer, row or audit row holds it", async () => {
    const made = await admin("", asJson(chat({ quietHours: { from: "22:00", until: "07:00", zone: "Asia/Seoul" } })));
    expect(made.status).toBe(201);
    const { channel, signingSecret } = await made.json();
    expect(signingSecret).toBeNull();
    expect(channel).toMatchObject({ enabled: true, quietFrom: "22:00", quietZone: "Asia/Seoul", locale: "en" });
    const row = await app.db.alertChannel.findUniqueOrThrow({ where: { id: channel.id } });
    const audit = await lastAudit();
    expect(audit).toMatchObject({ action: "channel.create", target: channel.id, actor: emailOf("admin") });
    const listed = await (await admin("")).text();
    for (const kept of [row, audit, channel, listed]) expect(JSON.stringify(kept)).not.toContain("the-secret-of-it");
    expect(channel.settings).toEqual({ host: `127.0.0.1:${peer.port}` });
  });

  it("of a webhook has a secret made for it, which is told once", async () => {
    const made = await (await admin("", asJson(chat({ kind: "webhook" })))).json();
    expect(made.signingSecret).toMatch(/^whsec_/);
    expect(await (await admin(`/${made.channel.id}`)).text()).not.toContain(made.signingSecret);
  });

  it("keeps its key when it gets a new address, and is changed by one of two who looked at the same", async () => {
    const { channel } = await (await admin("", asJson(chat({ kind: "webhook" })))).json();
    const moved = await patch(channel.id, { version: 1, secrets: { url: `${url()}-moved` } });
    expect([moved.status, (await moved.json()).channel.version]).toEqual([200, 2]);
    await admin(`/${channel.id}/test`, { method: "POST" });
    expect(received).toMatchObject([{ path: "/services/T1/B1/the-secret-of-it-moved" }]);
    const late = await patch(channel.id, { version: 1, name: "Mine" });
    expect([late.status, (await late.json()).code]).toEqual([409, "version_conflict"]);
  });

  it("is switched off and deleted, each with its row in the audit log", async () => {
    const { id } = await make();
    expect((await patch(id, { version: 1, enabled: false })).status).toBe(200);
    expect(await lastAudit()).toMatchObject({ action: "channel.change", before: { enabled: true } });
    expect((await admin(`/${id}`, { method: "DELETE" })).status).toBe(200);
    expect(await lastAudit()).toMatchObject({ action: "channel.delete", target: id });
    expect((await admin(`/${id}`)).status).toBe(404);
  });

  it("of the environment can be told less, but is not moved or deleted here", async () => {
    await app.runtime.outbox.environmentFollowed();
    await app.db.alertChannel.createMany({
      data: [{ id: "env-slack", name: "Slack", kind: "slack", origin: "environment", settings: {} }],
      skipDuplicates: true,
    });
    const { version } = await app.db.alertChannel.findUniqueOrThrow({ where: { id: "env-slack" } });
    expect((await patch("env-slack", { version, minSeverity: "critical" })).status).toBe(200);
    const moved = await patch("env-slack", { version: version + 1, secrets: { url: url() } });
    expect([moved.status, (await moved.json()).code]).toEqual([409, "channel_of_environment"]);
    expect((await admin("/env-slack", { method: "DELETE" })).status).toBe(409);
  });

  it("is not made while the audit log cannot be written", async () => {
    const writeAgain = await refuseAuditRows(app.db);
    try {
      expect((await admin("", asJson(chat()))).status).toBe(500);
    } finally {
      await writeAgain();
    }
    expect(await app.db.alertChannel.count()).toBe(0);
  });
});

describe("a test", () => {
  it("tells what the other side said, and leaves a message with its try", async () => {
    const { id } = await make();
    const tested = await (await admin(`/${id}/test`, { method: "POST" })).json();
    expect(tested.answer).toMatchObject({ outcome: "delivered", status: 200, answer: "ok" });
    expect(received[0]?.body).toContain(emailOf("admin"));
    expect(await lastAudit()).toMatchObject({ action: "channel.test", target: id });
    expect(await app.db.outboxMessage.findMany()).toMatchObject([{ kind: "test", channelId: id, state: "delivered" }]);
  });

  it("waits for an address that is left alone for a moment, although no courier is at work", async () => {
    const { id } = await make();
    const pausedUntil = new Date(Date.now() + 1_500);
    await app.db.outboxAddress.create({ data: { address: `channel:${id}`, pausedUntil, reason: "Retry-After" } });
    const tested = await (await admin(`/${id}/test`, { method: "POST" })).json();
    expect(tested.answer).toMatchObject({ outcome: "delivered" });
  });

  it("tells a refusal with its reason, also of a channel that is switched off", async () => {
    answer = { status: 404, text: "no_service" };
    const { id } = await make(chat({ enabled: false }));
    const tested = await (await admin(`/${id}/test`, { method: "POST" })).json();
    expect(tested.answer).toMatchObject({ outcome: "dead", status: 404, answer: "no_service" });
  });
});

describe("bad input is refused, and said where and how to mend it", () => {
  it.each([
    [{ secrets: { url: "http://10.1.2.3/hook" } }, "secrets.url", /10\.1\.2\.3 is a private address.*ALLOWED_PRIVATE/],
    [{ secrets: { url: "https://[::1]/hook" } }, "secrets.url", /::1 is a private address/],
    [{ secrets: { url: "https://169.254.169.254/latest" } }, "secrets.url", /private address/],
    [{ secrets: { url: "ftp://example.com/x" } }, "secrets.url", /https:\/\//],
    [{ secrets: { url: "https://user:word@example.com/x" } }, "secrets.url", /password/],
    [{ secrets: { url: "hook" } }, "secrets.url", /URL/i],
    [{ secrets: {} }, "secrets.url", /./],
    [{ kind: "pagerduty", secrets: { routingKey: "short" } }, "secrets.routingKey", /key/],
    [{ kind: "email", secrets: {}, settings: { to: [] } }, "settings.to", /./],
    [{ kind: "email", secrets: {}, settings: { to: ["nobody"] } }, "settings.to.0", /./],
    [{ quietHours: { from: "22:00", until: "22:00", zone: "UTC" } }, "quietHours.until", /all day/],
    [{ quietHours: { from: "22:00", until: "07:00", zone: "Mars/Base" } }, "quietHours.zone", /Asia\/Seoul/],
    [{ kind: "pigeon" }, "kind", /./],
  ])("%j", async (wrong, path, sentence) => {
    const refused = await admin("", asJson(chat(wrong)));
    const { issues } = await refused.json();
    expect([refused.status, issues[0]?.path]).toEqual([422, path]);
    expect(issues[0].message).toMatch(sentence);
    expect(await app.db.alertChannel.count()).toBe(0);
  });

  it("an address at which nobody listens is refused, unless the channel stays switched off", async () => {
    const secrets = { url: `http://127.0.0.1:${await closedPort()}/hook` };
    const refused = await admin("", asJson(chat({ secrets })));
    const { issues } = await refused.json();
    expect([refused.status, issues[0].message]).toEqual([
      422,
      expect.stringContaining("does not answer (ECONNREFUSED)"),
    ]);
    expect((await admin("", asJson(chat({ secrets, enabled: false })))).status).toBe(201);
  });
});

it("without TOKEN_KEYS no address can be kept, and what to set is said", async () => {
  const keyless = await startApiApp([scriptedJob([step.ok()]).job], {
    variables: { ALLOWED_PRIVATE_HOSTS: "127.0.0.1" },
  });
  try {
    const refused = await keyless.as("admin", "/api/admin/alert-channels", asJson(chat()));
    const { code, error } = await refused.json();
    expect([refused.status, code]).toEqual([503, "no_token_keys"]);
    expect(error).toContain("openssl rand -base64 32");
  } finally {
    await keyless.close();
  }
});
