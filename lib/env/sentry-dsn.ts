/** Where errors and check-ins are sent, of a data source name such as `https://KEY@HOST/42`. */
export interface SentryTarget {
  readonly dsn: string;
  /** `https://HOST`: what a browser has to be allowed to call. */
  readonly origin: string;
  /** The project's number. */
  readonly project: string;
}

const EXPECTED = "expected https://PUBLIC_KEY@HOST/PROJECT";
const FIX = "copy it from the project's settings in Sentry (Client Keys), or remove it to run without Sentry";

/**
 * Reads SENTRY_DSN: the SDK takes a wrong one in silence and then sends nothing.
 * @returns the target, or a sentence that says what is wrong with it
 */
export function parseSentryDsn(value: string): SentryTarget | string {
  const wrong = (what: string) => `${EXPECTED}, ${what}; ${FIX}`;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url) return wrong("got what is no address");
  if (url.protocol !== "https:" && url.protocol !== "http:") return wrong(`got one that begins with ${url.protocol}`);
  if (!/^\w+$/.test(url.username)) return wrong("got no public key before the @");
  if (url.search || url.hash) return wrong("got something after the project");
  const project = url.pathname.split("/").at(-1) ?? "";
  if (!/^\d+$/.test(project)) return wrong("got no project's number at the end");
  return { dsn: value, origin: url.origin, project };
}
