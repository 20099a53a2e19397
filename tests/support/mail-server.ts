import { buffer } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { listen } from "./listening.ts";

/** A mail as it came over the wire. */
export interface ReceivedMail {
  /** Who it was handed in for. */
  recipients: string[];
  raw: Buffer;
  parsed: Email;
  /** A header as it is written, unfolded. */
  header(name: string): string | undefined;
}

export interface MailServer {
  port: number;
  url: string;
  mails: ReceivedMail[];
  /** What the next mails are answered with instead of being taken, in their order; null: taken. */
  refusals: ({ responseCode: number; message: string } | null)[];
  close(): Promise<void>;
}

/** A real SMTP server that keeps what it takes. @param options for example `onAuth`, `onRcptTo` */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refusals: MailServer["refusals"] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const take = async () => {
        const raw = await buffer(stream);
        const refusal = refusals.shift();
        if (refusal) return done(Object.assign(new Error(refusal.message), refusal));
        mails.push(
          await receivedMail(
            raw,
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        );
        done();
      };
      take().catch(done);
    },
    ...options,
  });
  const { port, close } = await listen(server.server);
  return { port, url: `smtp://127.0.0.1:${port}`, mails, refusals, close };
}

async function receivedMail(raw: Buffer, recipients: string[]): Promise<ReceivedMail> {
  const lines = headerLines(raw);
  const header = (name: string) =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      ?.slice(name.length + 1)
      .replaceAll(/\r\n(?=[ \t])/g, "")
      .trim();
  return { recipients, raw, parsed: await PostalMime.parse(raw), header };
}

/** The header's fields, folded as they came. */
export function headerLines(raw: Buffer): string[] {
  const text = raw.toString("latin1");
  return text.slice(0, text.indexOf("\r\n\r\n")).split(/\r\n(?![ \t])/);
}
