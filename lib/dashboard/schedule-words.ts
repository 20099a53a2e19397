import cronstrue from "cronstrue";

/** A five-field expression in English, such as "At 02:00, only on Monday". The registry has checked that it is valid. */
export function scheduleWords(expression: string): string {
  return cronstrue.toString(expression, { use24HourTimeFormat: true });
}
