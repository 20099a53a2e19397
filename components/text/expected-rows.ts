/** How long after a click what appears is taken for what the person asked for. */
const EXPECTED_MS = 5_000;

let until = 0;

/** The person has just begun a run here, or asked for the list anew: rows that come now are shown without asking. */
export function expectRows(): void {
  until = Date.now() + EXPECTED_MS;
}

export const expectsRows = (): boolean => Date.now() < until;
