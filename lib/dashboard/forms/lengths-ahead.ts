import { instant } from "../words/instant.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LENGTHS_MS = { h1: HOUR_MS, h4: 4 * HOUR_MS, h24: DAY_MS, d7: 7 * DAY_MS, d30: 30 * DAY_MS };

/** How long something can be chosen to last that always has an end. */
export const LENGTHS_AHEAD = Object.keys(LENGTHS_MS) as readonly LengthAhead[];
export type LengthAhead = keyof typeof LENGTHS_MS;

/**
 * When it ends: at the instant that was typed in, read as UTC, else after the chosen length.
 * @throws z.ZodError for a text that is no instant
 */
export function endAhead({ length, until, now }: { length: LengthAhead; until: string; now: Date }): Date {
  return until === "" ? new Date(now.getTime() + LENGTHS_MS[length]) : instant.parse(until);
}
