import { createRedact } from "../../cron/words/redact.ts";
import type { DeliveryAnswer } from "../outbox/message.ts";
import type { Mail } from "./mail-message.ts";
import type { MailSettings } from "./mail-tools.ts";

/** For each step of talking to the mail server, in ms; the whole is limited by the signal. */
const STEP_LIMIT_MS = 10_000;

/** What is signed: nodemailer's own list leaves out `List-Unsubscribe-Post`, without which one click counts for nothing. */
const SIGNED_HEADERS = [
  ...["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"],
  ...["Content-Transfer-Encoding", "Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"],
].join(":");

/** Gives one mail to the mail server, and says what that answered. Never throws. */
export async function sendMail(mail: Mail, settings: MailSettings, signal: AbortSignal): Promise<DeliveryAnswer> {
  const { createTransport } = await import("nodemailer");
  const limits = { connectionTimeout: STEP_LIMIT_MS, greetingTimeout: STEP_LIMIT_MS, socketTimeout: STEP_LIMIT_MS };
  // Nothing in a mail of ours is read from a file or an address.
  const transport = createTransport({
    url: settings.smtpUrl,
    ...limits,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { response } = await transport.sendMail({ ...onTheWire(mail, settings), signal });
    return { outcome: "delivered", ...answered(response, settings) };
  } catch (error) {
    return classifySmtp(error, settings);
  } finally {
    transport.close();
  }
}

function onTheWire(mail: Mail, { dkim }: MailSettings) {
  const { headers, references, isUrgent, ...rest } = mail;
  const unfolded = Object.entries(headers).map(([key, value]) => ({ key, value: { prepared: true, value } }));
  return {
    ...rest,
    references: [...references],
    ...(references[0] !== undefined && { inReplyTo: references[0] }),
    headers: unfolded,
    ...(isUrgent && { priority: "high" as const }),
    ...(dkim && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: dkim.privateKey,
        headerFieldNames: SIGNED_HEADERS,
      },
    }),
  };
}

interface SmtpError {
  code: string | null;
  /** Three digits, where the server answered. */
  status: number | null;
  text: string;
}

/**
 * What an error of nodemailer means: an answer of 5xx is for good, one of 4xx for now (RFC 5321, 4.2.1), and so is a
 * server that cannot be reached. An account that is refused is for good: somebody has to correct it.
 */
function classifySmtp(error: unknown, settings: Pick<MailSettings, "smtpUrl">): DeliveryAnswer {
  const { code, status, text } = readError(error);
  const said = status === null ? {} : answered(text, settings, status);
  const told = redacted(text, settings);
  const isRefused = status === null ? code === "EAUTH" || code === "ENOAUTH" || code === "ECONFIG" : status >= 500;
  if (!isRefused) return { outcome: "retry", reason: `The mail server did not take it: ${told}`, ...said };
  const fix = code === "EAUTH" || code === "ENOAUTH" ? "correct the account in SMTP_URL" : fixFor(status);
  return { outcome: "dead", reason: `The mail server refused it: ${told}; ${fix}`, ...said };
}

function fixFor(status: number | null): string {
  if (status === 550 || status === 551 || status === 553) return "correct the recipient's address, or MAIL_FROM";
  return "see what it says, correct SMTP_URL, MAIL_FROM or the recipient, and send it again";
}

function readError(error: unknown): SmtpError {
  if (!(error instanceof Error)) return { code: null, status: null, text: String(error) };
  const { code, responseCode, response, message } = error as Error &
    Record<"code" | "responseCode" | "response", unknown>;
  return {
    code: typeof code === "string" ? code : null,
    status: typeof responseCode === "number" ? responseCode : null,
    text: typeof response === "string" && response !== "" ? response : message,
  };
}

/** An answer for the delivery log. */
function answered(response: string, settings: Pick<MailSettings, "smtpUrl">, status = Number(response.slice(0, 3))) {
  return { ...(Number.isInteger(status) && status > 0 && { status }), answer: redacted(response, settings) };
}

const MOST_TEXT = 500;

/** Some servers repeat what they were told. */
function redacted(text: string, { smtpUrl }: Pick<MailSettings, "smtpUrl">): string {
  const { username, password } = new URL(smtpUrl);
  const secrets = [password, decodeURIComponent(password), smtpUrl];
  const plain = Buffer.from(`\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`).toString("base64");
  return createRedact([...secrets, ...(password ? [plain] : [])])(text).slice(0, MOST_TEXT);
}
