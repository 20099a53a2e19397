import type { Pool } from "pg";

/** Whom mail comes from. */
export interface MailSender {
  name: string;
  address: string;
}

/** How this installation sends mail. */
export interface MailSettings {
  /** With the account in it: a secret. */
  smtpUrl: string;
  from: MailSender;
  /** Signs every mail; null where the mail server does it, or nobody. */
  dkim: {
    domain: string;
    selector: string;
    /** PEM of an RSA key. */
    privateKey: string;
  } | null;
}

/** What the e-mail channel sends with. */
export interface MailTools {
  settings: MailSettings;
  /** Where receipts and those who left are kept. */
  pool: Pick<Pool, "query">;
  /** Signs the links with which recipients leave. */
  unsubscribeKey: string;
}
