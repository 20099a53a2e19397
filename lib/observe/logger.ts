import { type Logger, pino } from "pino";

export type { Logger };

const STANDARD_ERROR = 2;

/**
 * One JSON object a line on standard output; platforms and log shippers read that as it is. A program whose answer
 * goes there logs to standard error.
 */
export function createLogger({ toStandardError = false } = {}): Logger {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  };
  return toStandardError ? pino(options, pino.destination({ dest: STANDARD_ERROR, sync: true })) : pino(options);
}
