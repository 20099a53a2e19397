import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MailServer, startMailServer } from "../../support/mail-server.ts";
import { ChannelBench } from "../support/channel-bench.ts";
import { mailSettings, UNSUBSCRIBE_KEY } from "../support/email-bench.ts";
import { tellsOf, toldFailure, toldRecovery } from "../support/told-incidents.ts";

let bench: ChannelBench;
let server: MailServer;
beforeAll(async () => {
  bench = await ChannelBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await bench.clear();
  await server.close();
});

const channels = { slackUrl: null, discordUrl: null, pagerduty: null, alertEmail: ["ada@example.com"] };
const start = () =>
  bench.start({ channels, mail: { settings: mailSettings(server.url), unsubscribeKey: UNSUBSCRIBE_KEY } });

describe("mail by the outbox", () => {
  test("needs SMTP_URL and ALERT_EMAIL and no click: its test button says what the mail server answered", async () => {
    const outbox = start();
    await outbox.environmentFollowed();
    const { rows } = await bench.outbox.pool.query("select id, kind, origin, settings from alert_channels");
    const settings = { variable: "ALERT_EMAIL", to: ["ada@example.com"] };
    expect(rows).toEqual([{ id: "env-email", kind: "email", origin: "environment", settings }]);
    const id = await bench.tell("env-email", { tells: "test", by: "admin@example.com" });
    expect(await outbox.firstTry(id)).toMatchObject({
      outcome: "delivered",
      status: 250,
      answer: expect.stringContaining("ada@example.com: 250"),
    });
    expect(server.mails[0]?.parsed.subject).toBe("Test message");
  });

  test("that is refused for now arrives later, once, and its end stands in the same thread", async () => {
    await start().environmentFollowed();
    server.refusals.push({ responseCode: 451, message: "greylisted" });
    await bench.tell("env-email", tellsOf(toldFailure()));
    await bench.ended();
    await bench.tell("env-email", tellsOf(toldRecovery()));
    const messages = await bench.ended();
    expect(messages.map(({ state, attempts }) => [state, attempts])).toEqual([
      ["delivered", 2],
      ["delivered", 1],
    ]);
    expect(server.mails.map(({ parsed }) => parsed.subject)).toEqual([
      "refresh-tokens fails",
      "Resolved: refresh-tokens fails",
    ]);
    const [opening, end] = server.mails;
    expect(end?.header("in-reply-to")).toBe(opening?.header("references"));
  });

  test("goes to the recipients of a channel that a person made, in its language", async () => {
    start();
    const id = await bench.channel("email", {}, { to: ["grace@example.com"] });
    await bench.outbox.pool.query("update alert_channels set locale = 'ko' where id = $1", [id]);
    await bench.tell(id, tellsOf(toldFailure()));
    await bench.ended();
    expect(server.mails).toMatchObject([
      { recipients: ["grace@example.com"], parsed: { subject: "refresh-tokens 작업이 실패하고 있습니다" } },
    ]);
  });
});
