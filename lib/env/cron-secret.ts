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

const tooShort = (variable: string) => ({ kind: "too_short", variable, least: MIN_SECRET_LENGTH }) as const;
