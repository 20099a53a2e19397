import { type Logger, pino } from "pino";

export type { Logger };

/** One JSON object a line on standard output; platforms and log shippers read that as it is. */
export function createLogger(): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } });
}
