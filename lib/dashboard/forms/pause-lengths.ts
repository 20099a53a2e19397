import { instant } from "../words/instant.ts";

const HOUR_MS = 3_600_000;
const LENGTHS_MS = { open: null, h1: HOUR_MS, h4: 4 * HOUR_MS, h24: 24 * HOUR_MS, d7: 7 * 24 * HOUR_MS };

/** How long a pause can be chosen to last; `open` lasts until somebody resumes. */
export const PAUSE_LENGTHS = Object.keys(LENGTHS_MS) as readonly PauseLength[];
export type PauseLength = keyof typeof LENGTHS_MS;

/**
 * When a pause that begins now ends: at the instant that was typed in, read as UTC, else after the chosen length.
 * @throws z.ZodError for a text that is no instant
 */
export function pauseEnd({ length, until, now }: { length: PauseLength; until: string; now: Date }): Date | null {
  if (until !== "") return instant.parse(until);
  const ms = LENGTHS_MS[length];
  return ms === null ? null : new Date(now.getTime() + ms);
}
