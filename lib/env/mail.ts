import { createPrivateKey } from "node:crypto";
import { z } from "zod";

/** How mail leaves: by which server, from whom, and signed by what. */
export interface MailEnv {
  readonly smtpUrl: string;
  readonly from: SenderEnv;
  readonly dkim: DkimEnv | null;
}

interface SenderEnv {
  readonly name: string;
  readonly address: string;
}

interface DkimEnv {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** The variables that mean something only together. */
export interface MailValues {
  SMTP_URL?: string | undefined;
  MAIL_FROM?: SenderEnv | undefined;
  DKIM_DOMAIN?: string | undefined;
  DKIM_SELECTOR?: string | undefined;
  DKIM_PRIVATE_KEY?: string | undefined;
}

/** @param host where people reach this installation: mail comes from there unless MAIL_FROM says otherwise */
export function readMail(values: MailValues, host: string): MailEnv | null {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from = defaultSender(host), ...dkim } = values;
  return smtpUrl ? { smtpUrl, from, dkim: readDkim(dkim) } : null;
}

/** An address by number names no domain that a mail can come from. */
function defaultSender(host: string): SenderEnv {
  return { name: "Belfry", address: `belfry@${/[a-z]/i.test(host) && !host.includes(":") ? host : "localhost"}` };
}

function readDkim({
  DKIM_DOMAIN: domain,
  DKIM_SELECTOR: selector,
  DKIM_PRIVATE_KEY: privateKey,
}: MailValues): DkimEnv | null {
  return domain && selector && privateKey ? { domain, selector, privateKey } : null;
}

const DKIM_NAMES = ["DKIM_DOMAIN", "DKIM_SELECTOR", "DKIM_PRIVATE_KEY"] as const;

/** Half-configured mail would be noticed by nobody but those who miss it. @returns one line per problem */
export function mailProblems(given: Readonly<Record<string, unknown>>, values: MailValues): string[] {
  const set = DKIM_NAMES.filter((name) => given[name]);
  const missing = set.length === 0 ? [] : DKIM_NAMES.filter((name) => !given[name]);
  return [
    ...missing.map((name) => `${name}: is missing beside ${set.join(", ")}; set all three or none`),
    ...["ALERT_EMAIL", "MAIL_FROM", ...(missing.length === 0 ? set.slice(0, 1) : [])]
      .filter((name) => given[name] && !given.SMTP_URL)
      .map((name) => `${name}: no mail leaves without SMTP_URL; set that too, or remove it`),
    ...alignmentProblems(values),
  ];
}

/** Receivers count a signature for the sender only when it is of the sender's domain, or of one above (DMARC, RFC 7489, 3.1.1). */
function alignmentProblems({ DKIM_DOMAIN: domain, MAIL_FROM: from }: MailValues): string[] {
  if (!domain) return [];
  if (!from) return [`MAIL_FROM: is missing beside DKIM_DOMAIN; set a sender of ${domain}`];
  const senders = from.address.slice(from.address.lastIndexOf("@") + 1).toLowerCase();
  if (senders === domain || senders.endsWith(`.${domain}`)) return [];
  return [
    `DKIM_DOMAIN: expected ${senders}, of which MAIL_FROM is, or a domain above it, got ${domain}; correct one of them`,
  ];
}

const SENDER = /^(?:(?<name>[^<>\p{Cc}]*?)\s*<(?<inside>[^<>]+)>|(?<bare>[^<>\s]+))$/u;

/** `Name <address>`, or the address alone. */
export const sender = z.string().transform((text, context): SenderEnv => {
  const { name = "", inside, bare } = SENDER.exec(text.trim())?.groups ?? {};
  const address = z
    .email()
    .max(254)
    .safeParse(inside ?? bare);
  if (address.success) return { name: name.replaceAll(/^"|"$/g, "") || "Belfry", address: address.data };
  context.addIssue(`expected a sender such as Belfry <belfry@example.com>, got "${text}"; correct or remove it`);
  return z.NEVER;
});

/** A PEM file's text; line breaks may be written as `\n`, for files of variables hold one line each. */
export const dkimKey = z.string().transform((text, context): string => {
  const pem = text.replaceAll("\\n", "\n").trim();
  const problem = keyProblem(pem);
  if (problem === null) return pem;
  context.addIssue(
    `${problem}; set the PEM of a private RSA key (\`openssl genrsa 2048\`), line breaks written as \\n, or remove it`,
  );
  return z.NEVER;
});

/** A wrong key would not fail: mails would leave unsigned. The message repeats nothing of it. */
function keyProblem(pem: string): string | null {
  try {
    const { asymmetricKeyType } = createPrivateKey(pem);
    return asymmetricKeyType === "rsa" ? null : `expected an RSA key, got one of the kind ${asymmetricKeyType}`;
  } catch {
    return "cannot be read as a private key";
  }
}
