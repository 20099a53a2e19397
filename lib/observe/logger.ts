import { type Logger, pino } from "pino";
import { type Redact, redactNothing } from "../cron/words/redact.ts";

export type { Logger };

const STANDARD_ERROR = 2;

/**
 * One JSON object a line on standard output; platforms and log shippers read that as it is. A program whose answer
 * goes there logs to standard error.
 * @param redact takes out of each line what must not be printed, whichever field it is in
 */
export function createLogger({
  toStandardError = false,
  redact = redactNothing,
}: {
  toStandardError?: boolean;
  redact?: Redact;
} = {}): Logger {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: redact },
    formatters: { level: (level: string) => ({ level }) },
  };
  return toStandardError ? pino(options, pino.destination({ dest: STANDARD_ERROR, sync: true })) : pino(options);
}
