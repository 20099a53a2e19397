import { EventEmitter, once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Email } from "postal-mime";
import { escapeHtml } from "../../lib/alerts/channels/mail-html.ts";
import { freePort } from "./free-port.ts";

/** A mail that came, with when. */
export interface InboxMail {
  at: Date;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail server of this machine that keeps what it takes in memory, with a page to read it. */
export interface MailInbox {
  smtpUrl: string;
  /** The page. */
  url: string;
  mails: readonly InboxMail[];
  /** The first mail that fits, once it is there. Rejects when the signal is aborted. */
  waitFor(fits: (mail: InboxMail) => boolean, signal: AbortSignal): Promise<InboxMail>;
  close(): Promise<void>;
}

/** @throws when the packages for development are not installed */
export async function openMailInbox(): Promise<MailInbox> {
  const { SMTPServer, PostalMime } = await loadPackages();
  const mails: InboxMail[] = [];
  const events = new EventEmitter();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const [recipient] = session.envelope.rcptTo;
      const keep = async () => {
        mails.push(toInboxMail(await PostalMime.parse(await buffer(stream)), recipient?.address ?? ""));
        events.emit("mail");
        done();
      };
      keep().catch(done);
    },
  });
  const page = createServer((request, response) => answerPage(mails, request.url ?? "/", response));
  const [smtpPort, pagePort] = [await freePort(), await freePort()];
  await Promise.all([listening(smtp.server, smtpPort), listening(page, pagePort)]);
  async function waitFor(fits: (mail: InboxMail) => boolean, signal: AbortSignal): Promise<InboxMail> {
    for (;;) {
      const found = mails.find(fits);
      if (found) return found;
      await once(events, "mail", { signal });
    }
  }
  async function close(): Promise<void> {
    page.closeAllConnections();
    await Promise.all([new Promise<void>((done) => smtp.close(done)), new Promise((done) => page.close(done))]);
  }
  return { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, url: `http://localhost:${pagePort}`, mails, waitFor, close };
}

async function loadPackages() {
  try {
    const [{ SMTPServer }, { default: PostalMime }] = await Promise.all([import("smtp-server"), import("postal-mime")]);
    return { SMTPServer, PostalMime };
  } catch (error) {
    throw new Error("the inbox needs the packages for development: run `npm install`", { cause: error });
  }
}

async function listening(server: { listen(port: number, host: string, done: () => void): unknown }, port: number) {
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
}

function toInboxMail({ subject = "", text = "", html = "" }: Email, to: string): InboxMail {
  return { at: new Date(), to, subject, text, html };
}

const PAGE = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Inbox</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}li{margin:.5rem 0}
iframe{width:100%;height:75vh;border:1px solid #8888;border-radius:8px}pre{white-space:pre-wrap}</style>`;

/** The list at `/`, a mail at `/3`, its parts at `/3.html` and `/3.txt`. What a mail holds runs nothing. */
function answerPage(mails: readonly InboxMail[], path: string, response: ServerResponse): void {
  const [, index = "", part] = /^\/(\d+)(?:\.(html|txt))?$/.exec(path) ?? [];
  const mail = mails[Number(index)];
  response.setHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'");
  response.setHeader("content-type", `${part === "txt" ? "text/plain" : "text/html"}; charset=utf-8`);
  if (index === "") response.end(`${PAGE}<meta http-equiv="refresh" content="2">${listHtml(mails)}`);
  else if (!mail) response.writeHead(404).end("No such mail");
  else if (part === undefined) response.end(`${PAGE}${mailHtmlOf(mail, index)}`);
  else response.end(part === "txt" ? mail.text : mail.html);
}

function listHtml(mails: readonly InboxMail[]): string {
  const rows = mails.map(({ at, to, subject }, index) => {
    const when = at.toISOString().slice(11, 19);
    return `<li>${when} <a href="/${index}">${escapeHtml(subject)}</a><br><small>to ${escapeHtml(to)}</small></li>`;
  });
  return `<h1>Inbox</h1>${rows.length === 0 ? "<p>No mail yet.</p>" : `<ul>${rows.toReversed().join("")}</ul>`}`;
}

function mailHtmlOf({ subject }: InboxMail, index: string): string {
  return `<p><a href="/">Inbox</a> · <a href="/${index}.txt">plain text</a></p><h1>${escapeHtml(subject)}</h1>
<iframe sandbox="allow-popups" title="mail" src="/${index}.html"></iframe>`;
}
