import { z } from "zod";

/** A number in a query, within bounds. Whatever is wrong with it, the answer says what was expected. */
export function wholeNumber(from: number, to: number) {
  const error = `expected a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}
