import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { unsubscribeToken } from "../../lib/alerts/channels/mail-message.ts";
import { readSubscription } from "../../lib/commands/unsubscribe.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { refuseAuditRows } from "../support/audit-log-away.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());

const MADE = "0199a000-0000-7000-8000-00000000000c";
beforeEach(async () => {
  const to = ["Ada@example.com", "grace@example.com"];
  const email = { name: "Operations", kind: "email" };
  await app.db.alertChannel.create({ data: { id: "env-email", origin: "environment", settings: { to }, ...email } });
  await app.db.alertChannel.create({ data: { id: MADE, origin: "person", settings: { to }, ...email } });
});
afterEach(async () => {
  await app.db.alertChannel.deleteMany();
  await app.db.alertUnsubscribe.deleteMany();
});

const linkOf = (channelId: string, recipient: string) =>
  `/api/unsubscribe/${unsubscribeToken(app.runtime.env.authSecret, { channelId, recipient })}`;
/** As a mail program does it: no session, no origin, and the body of RFC 8058. */
const oneClick = (link: string) =>
  fetch(app.url + link, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
const audits = async () => {
  const rows = await app.db.cronAuditLog.findMany({ where: { action: "channel.unsubscribe" }, orderBy: { id: "asc" } });
  return rows.map(({ actor, target, before, after }) => ({ actor, target, before, after }));
};
const settingsOf = async (id: string) => (await app.db.alertChannel.findUnique({ where: { id } }))?.settings;

describe("one click of a mail program", () => {
  it("takes the recipient out of a channel that a person made, and is written down with who left", async () => {
    const answer = await oneClick(linkOf(MADE, "ada@example.com"));
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, channel: "Operations" }]);
    expect(await settingsOf(MADE)).toEqual({ to: ["grace@example.com"] });
    expect((await audits()).at(-1)).toEqual({
      actor: "mail:Ada@example.com",
      target: MADE,
      before: { to: ["Ada@example.com", "grace@example.com"] },
      after: { to: ["grace@example.com"] },
    });
  });

  it("keeps the environment's list and remembers who left it; the other channel goes on", async () => {
    await oneClick(linkOf("env-email", "Ada@example.com"));
    expect(await settingsOf("env-email")).toEqual({ to: ["Ada@example.com", "grace@example.com"] });
    const left = await app.db.alertUnsubscribe.findMany({ select: { channelId: true, recipient: true } });
    expect(left).toEqual([{ channelId: "env-email", recipient: "ada@example.com" }]);
    expect(await settingsOf(MADE)).toEqual({ to: ["Ada@example.com", "grace@example.com"] });
  });

  it("twice, also at once, is one act", async () => {
    const before = (await audits()).length;
    const link = linkOf(MADE, "grace@example.com");
    const answers = await Promise.all([oneClick(link), oneClick(link), oneClick(link)]);
    expect([...answers, await oneClick(link)].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await audits()).length - before).toBe(1);
  });

  it("of the last recipient switches the channel off; who is put back gets mail again", async () => {
    for (const one of ["ada@example.com", "grace@example.com"]) await oneClick(linkOf(MADE, one));
    expect(await app.db.alertChannel.findUnique({ where: { id: MADE } })).toMatchObject({ enabled: false });
    const settings = { to: ["ada@example.com"] };
    await app.db.alertChannel.update({ where: { id: MADE }, data: { settings, enabled: true } });
    const token = linkOf(MADE, "ada@example.com").split("/").at(-1) ?? "";
    expect(await readSubscription(app.runtime, token)).toMatchObject({ subscribed: true });
  });

  it("changes nothing when it cannot be written down", async () => {
    const writeAgain = await refuseAuditRows(app.db);
    const { status } = await oneClick(linkOf(MADE, "ada@example.com"));
    await writeAgain();
    expect(status).toBe(500);
    expect(await settingsOf(MADE)).toEqual({ to: ["Ada@example.com", "grace@example.com"] });
  });

  it.each(["nope", "a".repeat(22), "%00"])("with a link that was made up (%s) leads nowhere", async (token) => {
    expect((await oneClick(`/api/unsubscribe/${token}`)).status).toBe(404);
  });

  it("with the link of another channel or another address takes nobody else out", async () => {
    await oneClick(linkOf("env-email", "grace@example.com"));
    expect((await oneClick(linkOf(MADE, "joan@example.com"))).status).toBe(404);
    expect(await settingsOf(MADE)).toEqual({ to: ["Ada@example.com", "grace@example.com"] });
  });
});

describe("a mail program without one click", () => {
  it("is led to the page, and looking changes nothing", async () => {
    const link = linkOf(MADE, "ada@example.com");
    const answer = await fetch(app.url + link);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(await answer.text()).toContain(`url=${app.runtime.env.appUrl}${link.replace("/api", "")}"`);
    expect(await settingsOf(MADE)).toEqual({ to: ["Ada@example.com", "grace@example.com"] });
  });
});
