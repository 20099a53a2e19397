import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { unsubscribeToken } from "../../../lib/alerts/channels/mail-message.ts";
import { type DkimVerdict, dkimKeys, verifyDkim } from "../../support/dkim.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { type MailServer, type ReceivedMail, startMailServer } from "../../support/mail-server.ts";
import { emailBench, mailSettings, READER, UNSUBSCRIBE_KEY } from "../support/email-bench.ts";
import { tellsOf, toldFailure, toldRecovery } from "../support/told-incidents.ts";

const keys = dkimKeys();
const dkim = { domain: "example.com", selector: "belfry", privateKey: keys.privateKey };

let opened: DomainDb;
let server: MailServer;
beforeAll(async () => {
  opened = await openDomainDb();
});
afterAll(() => opened.close());
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(() => server.close());

type Sending = NonNullable<Parameters<ReturnType<typeof emailBench>>[0]>;

async function receive(sending: Sending = {}, signed = true): Promise<ReceivedMail> {
  const { answer } = await emailBench(opened, mailSettings(server.url, signed ? { dkim } : {}))(sending);
  const mail = server.mails.at(-1);
  if (!mail) throw new Error(`Nothing came: ${JSON.stringify(answer)}`);
  return mail;
}

describe("a mail", () => {
  test("says the same in its plain and its HTML part: the facts, what to do, and where it opens", async () => {
    const { parsed } = await receive();
    expect(parsed.subject).toBe("refresh-tokens fails");
    expect(parsed.from).toMatchObject({ name: "Belfry", address: "belfry@example.com" });
    const told = ["The last 3 runs failed: the shop answered 401.", "3 of 3", "2026-11-27 08:00:00 UTC"];
    const links = ["/admin/cron-logs/0199a000-0000-7000-8000-00000000000a", "/health/help#fails-again-and-again"];
    for (const text of [...told, ...links]) {
      expect(parsed.text).toContain(text);
      expect(parsed.html).toContain(text);
    }
    expect(parsed.text?.trimEnd().split("\n").at(-1)).toMatch(
      /^Unsubscribe: https:\/\/belfry\.example\.com\/unsubscribe\/[\w-]{22}$/,
    );
  });

  test("is Korean from the subject to the footer for whoever reads Korean", async () => {
    const { parsed, header } = await receive({ reader: { ...READER, locale: "ko" } });
    expect(parsed.subject).toBe("refresh-tokens 작업이 실패하고 있습니다");
    expect(header("subject")).toMatch(/^=\?UTF-8\?/);
    expect(parsed.text).toContain("수신 거부");
    expect(parsed.html).toContain('<html lang="ko">');
  });

  test("lets hostile words be words, in both parts and in the header", async () => {
    const error = '</td><script>alert("x")</script>\r\nBcc: all@example.com\r\n\r\n<img src=x onerror=alert(1)>';
    const failure = toldFailure();
    const run = failure.facts.run && { run: { ...failure.facts.run, error } };
    const raised = { ...failure.facts, ...run, title: 'a"><b>\r\nBcc: all@example.com', detail: "<i>&amp;</i>" };
    const { parsed, recipients } = await receive({ payload: tellsOf(toldFailure({ rule: "raised", facts: raised })) });
    expect(recipients).toEqual(["ada@example.com"]);
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.html).not.toMatch(/<(script|img|b|i)\b/);
    expect(parsed.html).toContain("&#38;amp;");
    expect(parsed.text).toContain('</td><script>alert("x")</script> Bcc: all@example.com');
    expect(parsed.subject).toBe('a"><b> Bcc: all@example.com');
  });

  test("loads nothing and runs nothing where it is opened", async () => {
    const { parsed } = await receive();
    expect(parsed.html).not.toMatch(/<(img|script|link|iframe|object|form)\b|url\(|@import|javascript:/i);
    expect(parsed.attachments).toEqual([]);
  });

  test("is the same mail at each try, and another one for another recipient", async () => {
    server.refusals.push({ responseCode: 451, message: "later" });
    const send = emailBench(opened, mailSettings(server.url));
    const { id } = await send();
    await send({ id });
    await send({ id, to: ["ada@example.com", "grace@example.com"] });
    const [ada, grace] = server.mails.map(({ parsed }) => parsed.messageId);
    expect(ada).toMatch(new RegExp(`^<${id}\\.[0-9a-f]{12}@example\\.com>$`));
    expect(grace).not.toBe(ada);
  });

  test("of an incident's end stands in the thread of its opening, however both were grouped", async () => {
    const other = toldFailure({ id: "0199a000-0000-7000-8000-000000000002" });
    const opening = await receive({ payload: tellsOf(toldFailure(), other) });
    const end = await receive({ payload: tellsOf(toldRecovery()) });
    const root = `<incident.${toldFailure().id}@example.com>`;
    expect(opening.header("references")?.split(" ")[0]).toBe(root);
    expect(end.header("references")).toBe(root);
    expect(end.header("in-reply-to")).toBe(root);
    const lone = await receive({ payload: { tells: "test", by: "ada@example.com" } });
    expect(lone.header("references")).toBeUndefined();
  });

  test("says that a machine wrote it, and is urgent only while something critical is open", async () => {
    const { header } = await receive();
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("list-id")).toBe("<env-email.alerts.example.com>");
    expect(header("importance")).toBe("High");
    expect((await receive({ payload: tellsOf(toldRecovery()) })).header("importance")).toBeUndefined();
    const warning = tellsOf(toldFailure({ severity: "warning" }));
    expect((await receive({ payload: warning })).header("importance")).toBeUndefined();
  });

  test("has a link for one click that fits on one line, and another one for people", async () => {
    const { header, raw } = await receive();
    const token = unsubscribeToken(UNSUBSCRIBE_KEY, { channelId: "env-email", recipient: "ADA@example.com" });
    expect(header("list-unsubscribe")).toBe(`<https://belfry.example.com/api/unsubscribe/${token}>`);
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(raw.toString()).toContain(`\r\nList-Unsubscribe: <https://belfry.example.com/api/unsubscribe/${token}>\r\n`);
  });

  test("holds no secret: neither the account nor the signing key", async () => {
    const url = new URL(server.url);
    Object.assign(url, { username: "belfry", password: "hunter2!secret" });
    await server.close();
    server = await startMailServer({ onAuth: (_auth, _session, done) => done(null, { user: "belfry" }) });
    url.port = String(server.port);
    const { answer } = await emailBench(opened, mailSettings(url.href, { dkim }))();
    expect(answer.outcome).toBe("delivered");
    const whole = `${server.mails[0]?.raw.toString()}${JSON.stringify(answer)}`;
    expect(whole).not.toContain("hunter2");
    expect(whole).not.toContain("PRIVATE KEY");
    expect(whole).not.toContain(UNSUBSCRIBE_KEY);
  });
});

describe("a signature by DKIM", () => {
  const verdictOf = ({ raw }: ReceivedMail): DkimVerdict => verifyDkim(raw, keys.publicKey);

  test("holds over both parts and over both headers of one click, also with a long address and in Korean", async () => {
    const long = `https://${"belfry-of-the-operations-team.".repeat(6)}example.com/scheduled/jobs`;
    const verdict = verdictOf(await receive({ reader: { locale: "ko", appUrl: long } }));
    expect(verdict).toMatchObject({ valid: true, domain: "example.com", selector: "belfry" });
    const named = ["from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"];
    expect(verdict.signed).toEqual(expect.arrayContaining(named));
  });

  test.each([
    ["its body", (text: string) => text.replace("refresh-tokens", "refresh-Tokens")],
    ["its one-click header", (text: string) => text.replace("One-Click", "Two-Click")],
    ["where it unsubscribes", (text: string) => text.replace("/api/unsubscribe/", "/api/Unsubscribe/")],
  ])("breaks when somebody changes %s", async (_what, change) => {
    const { raw } = await receive();
    const changed = Buffer.from(change(raw.toString("latin1")), "latin1");
    expect(changed.equals(raw)).toBe(false);
    expect(verifyDkim(changed, keys.publicKey).valid).toBe(false);
  });

  test("is not there when no key is configured", async () => {
    expect((await receive({}, false)).header("dkim-signature")).toBeUndefined();
  });
});
