import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MailInbox, openMailInbox } from "../../scripts/support/mail-inbox.ts";

let inbox: MailInbox;
beforeAll(async () => {
  inbox = await openMailInbox();
  const transport = createTransport(inbox.smtpUrl);
  const mail = { from: "belfry@example.com", to: "you@example.com", text: "일반 텍스트", html: "<p>hello</p>" };
  await transport.sendMail({ ...mail, subject: '<script>alert("x")</script> 작업이 실패' });
  transport.close();
});
afterAll(() => inbox.close());

const read = async (path: string) => {
  const answer = await fetch(inbox.url + path);
  return { status: answer.status, policy: answer.headers.get("content-security-policy"), text: await answer.text() };
};

test("the inbox lists what came, and what is in a subject is no markup", async () => {
  const { text } = await read("/");
  expect(text).toContain("작업이 실패");
  expect(text).toContain("to you@example.com");
  expect(text).not.toContain("<script>");
});

test("each part of a mail is shown as it came, and runs and loads nothing", async () => {
  expect((await read("/0.txt")).text.trim()).toBe("일반 텍스트");
  const { text, policy } = await read("/0.html");
  expect(text).toContain("<p>hello</p>");
  expect(policy).toContain("default-src 'none'");
  expect((await read("/0")).text).toContain('sandbox="allow-popups"');
  expect((await read("/7")).status).toBe(404);
});

test("who waits for a mail gets the first that fits, and is let go when nobody wants it any more", async () => {
  const found = await inbox.waitFor(({ to }) => to === "you@example.com", new AbortController().signal);
  expect(found.subject).toContain("작업이 실패");
  const stopping = new AbortController();
  const waiting = inbox.waitFor(() => false, stopping.signal);
  stopping.abort();
  await expect(waiting).rejects.toThrow("aborted");
});
