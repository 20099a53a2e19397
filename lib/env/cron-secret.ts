/** The secret of the cron routes, or what is wrong with it: without one the application runs and these routes answer 503. */
export type CronSecret =
  | { kind: "ok"; current: string; previous: string | null }
  /** `misnamed`: CRON_SECRET_TOKEN is set in its place. */
  | { kind: "missing"; misnamed: boolean }
  | { kind: "too_short"; variable: string; least: number };

/** As long as the platform asks for. */
const MIN_SECRET_LENGTH = 16;

export function readCronSecret(source: Readonly<Record<string, string | undefined>>): CronSecret {
  const { CRON_SECRET: current, CRON_SECRET_PREVIOUS: previous = null } = source;
  if (!current) return { kind: "missing", misnamed: Boolean(source.CRON_SECRET_TOKEN) };
  if (current.length < MIN_SECRET_LENGTH) return tooShort("CRON_SECRET");
  if (previous && previous.length < MIN_SECRET_LENGTH) return tooShort("CRON_SECRET_PREVIOUS");
  return { kind: "ok", current, previous };
}

/**
 * What keeps a secret from ever arriving as it was set: a header holds visible ASCII, and what surrounds it is cut off.
 * @returns a sentence that names the character and not the secret, or null
 */
export function secretProblem(secret: string): string | null {
  const fix = "set the bare secret, for example what `openssl rand -base64 32` prints";
  const quote = /^(["'`]).*\1$/s.exec(secret)?.[1];
  if (quote) return `is written in quotes (${quote}) that became a part of it; ${fix}`;
  const at = secret.search(/[^\x21-\x7e]/);
  if (at < 0) return null;
  const place = at === 0 ? "begins with" : at === secret.trimEnd().length ? "ends with" : "has inside";
  return `${place} ${nameOf(secret.codePointAt(at) ?? 0)}, which no Authorization header can carry; ${fix}`;
}

const NAMES: Readonly<Record<number, string>> = {
  9: "a tab",
  10: "a line break",
  13: "a carriage return",
  32: "a space",
};

function nameOf(code: number): string {
  return NAMES[code] ?? `the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

const tooShort = (variable: string) => ({ kind: "too_short", variable, least: MIN_SECRET_LENGTH }) as const;
