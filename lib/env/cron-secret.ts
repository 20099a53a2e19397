/** The secret of the cron routes, or what to do about it: without one the application runs and these routes answer 503. */
export type CronSecret =
  | { kind: "ok"; current: string; previous: string | null }
  | { kind: "missing" | "too_short"; fix: string };

/** As long as the platform asks for. */
const MIN_SECRET_LENGTH = 16;

const HOW = "what `openssl rand -base64 32` prints";

export function readCronSecret(source: Readonly<Record<string, string | undefined>>): CronSecret {
  const { CRON_SECRET: current, CRON_SECRET_PREVIOUS: previous = null } = source;
  if (!current) return { kind: "missing", fix: fixMissing(source.CRON_SECRET_TOKEN) };
  if (current.length < MIN_SECRET_LENGTH) return { kind: "too_short", fix: fixShort("CRON_SECRET") };
  if (previous && previous.length < MIN_SECRET_LENGTH)
    return { kind: "too_short", fix: fixShort("CRON_SECRET_PREVIOUS") };
  return { kind: "ok", current, previous };
}

function fixMissing(misnamed: string | undefined): string {
  if (misnamed) return "CRON_SECRET is not set, but CRON_SECRET_TOKEN is: rename it to CRON_SECRET";
  return `CRON_SECRET is not set: run \`npm run quickstart\` once, or set it to ${HOW}`;
}

function fixShort(name: string): string {
  return `${name} has fewer than ${MIN_SECRET_LENGTH} characters: set it to ${HOW}`;
}
