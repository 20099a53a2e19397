import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { together } from "../../../lib/alerts/channels/email.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { closedPort, listen, listenInSilence } from "../../support/listening.ts";
import { type MailServer, startMailServer } from "../../support/mail-server.ts";
import { emailBench, mailSettings } from "../support/email-bench.ts";

let opened: DomainDb;
let server: MailServer;
beforeAll(async () => {
  opened = await openDomainDb();
});
afterAll(() => opened.close());
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(async () => {
  await server.close();
  await opened.db.alertUnsubscribe.deleteMany();
});

const bench = (smtpUrl = server.url) => emailBench(opened, mailSettings(smtpUrl));
const recipientsOf = ({ mails }: MailServer) => mails.flatMap(({ recipients }) => recipients);

describe("what the mail server answers", () => {
  test("a mail that is taken is delivered, with the server's answer for the log", async () => {
    const { answer } = await bench()();
    expect(answer).toMatchObject({ outcome: "delivered", status: 250 });
    expect(answer.answer).toMatch(/^ada@example\.com: 250 /);
    expect(server.mails).toHaveLength(1);
  });

  test("a refusal for now (4xx) is tried again, and then it is one mail", async () => {
    server.refusals.push({ responseCode: 451, message: "greylisted, come back" });
    const send = bench();
    const { id, answer } = await send();
    expect(answer).toMatchObject({ outcome: "retry", status: 451, reason: expect.stringContaining("greylisted") });
    expect((await send({ id })).answer.outcome).toBe("delivered");
    expect(server.mails).toHaveLength(1);
  });

  test.each([
    [550, "no such user", "correct the recipient's address"],
    [552, "too large", "see what it says"],
  ])("a refusal for good (%i) is dead, with the fix", async (responseCode, message, fix) => {
    server.refusals.push({ responseCode, message });
    const { answer } = await bench()();
    expect(answer).toMatchObject({ outcome: "dead", status: responseCode, reason: expect.stringContaining(fix) });
  });

  test("an account that is refused is dead and says what to correct; its password is nowhere", async () => {
    const strict = await startMailServer({
      onAuth: ({ password }, _session, done) => done(new Error(`Invalid password ${password}`)),
    });
    const url = new URL(strict.url);
    Object.assign(url, { username: "belfry", password: "hunter2!secret" });
    const { answer } = await bench(url.href)();
    await strict.close();
    expect(answer).toMatchObject({ outcome: "dead", status: 535, reason: expect.stringContaining("SMTP_URL") });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
  });

  test("a server that refuses the connection is tried again", async () => {
    const { answer } = await bench(`smtp://127.0.0.1:${await closedPort()}`)();
    expect(answer).toMatchObject({ outcome: "retry", reason: expect.stringContaining("ECONNREFUSED") });
  });

  test("a server that hangs is given up when the time of the try is over", async () => {
    const silent = await listenInSilence();
    const { answer } = await bench(`smtp://127.0.0.1:${silent.port}`)({ signal: AbortSignal.timeout(50) });
    await silent.close();
    expect(answer).toMatchObject({ outcome: "retry" });
  });

  test("a server that hangs up in the middle is tried again", async () => {
    const rude = new (await import("node:net")).Server((socket) => socket.end("220 hello\r\n"));
    const { port, close } = await listen(rude);
    const { answer } = await bench(`smtp://127.0.0.1:${port}`)();
    await close();
    expect(answer.outcome).toBe("retry");
  });

  test("without SMTP_URL nothing is tried, and the reason says so", async () => {
    const { answer } = await emailBench(opened, null)();
    expect(answer).toEqual({ outcome: "dead", reason: "no mail can be sent: set SMTP_URL" });
  });
});

describe("several recipients", () => {
  const to = ["ada@example.com", "Grace@example.com", "joan@example.com"];

  test("get a mail each, and see nobody else's address", async () => {
    await bench()({ to });
    expect(recipientsOf(server)).toEqual(to);
    const [first] = server.mails;
    expect(first?.raw.toString()).not.toMatch(/grace|joan/i);
    expect(new Set(server.mails.map(({ parsed }) => parsed.messageId)).size).toBe(3);
  });

  test("who has it does not get it again when the try goes on for the others", async () => {
    server.refusals.push(null, { responseCode: 451, message: "later" }, null);
    const send = bench();
    const { id, answer } = await send({ to });
    expect(answer).toMatchObject({ outcome: "retry", reason: expect.stringMatching(/^Grace@example\.com: .*later$/) });
    expect(recipientsOf(server)).toEqual(["ada@example.com", "joan@example.com"]);
    expect((await send({ id, to })).answer.outcome).toBe("delivered");
    expect(recipientsOf(server)).toEqual(["ada@example.com", "joan@example.com", "Grace@example.com"]);
    expect((await send({ id, to })).answer.outcome).toBe("delivered");
    expect(server.mails).toHaveLength(3);
  });

  test("who left the channel gets nothing, however the address is written; when all have left it is dead", async () => {
    const channel = { name: "E-mail", kind: "email", origin: "environment", settings: { to } };
    await opened.db.alertChannel.create({ data: { id: "env-email", ...channel } });
    await opened.db.alertUnsubscribe.create({ data: { channelId: "env-email", recipient: "grace@example.com" } });
    await bench()({ to });
    expect(recipientsOf(server)).toEqual(["ada@example.com", "joan@example.com"]);
    const { answer } = await bench()({ to: ["GRACE@example.com"] });
    expect(answer).toMatchObject({ outcome: "dead", reason: expect.stringContaining("unsubscribed") });
  });

  test("one who never gets it makes it dead, but only when nobody else is still waiting", () => {
    const delivered = { recipient: "a", answer: { outcome: "delivered", status: 250, answer: "250 ok" } } as const;
    const refused = { recipient: "b", answer: { outcome: "dead", status: 550, reason: "no such user" } } as const;
    const later = { recipient: "c", answer: { outcome: "retry", status: 451, reason: "later" } } as const;
    expect(together([delivered, refused, later])).toMatchObject({ outcome: "retry", status: 451, reason: "c: later" });
    expect(together([delivered, refused])).toMatchObject({ outcome: "dead", status: 550, reason: "b: no such user" });
    expect(together([delivered])).toEqual({ outcome: "delivered", status: 250, answer: "a: 250 ok" });
  });
});
