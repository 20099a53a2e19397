/** Sets of numbers as the fields of a cron expression: numbers only, for the platform knows no names. */

interface FieldRange {
  from: number;
  to: number;
}

export const MINUTES: FieldRange = { from: 0, to: 59 };
export const HOURS: FieldRange = { from: 0, to: 23 };
export const DAYS: FieldRange = { from: 1, to: 31 };
export const MONTHS: FieldRange = { from: 1, to: 12 };
export const WEEKDAYS: FieldRange = { from: 0, to: 6 };

/** The shortest usual way to write the set: all, every n from zero on, ranges of three and more, and single numbers. */
export function fieldText(values: Iterable<number>, { from, to }: FieldRange): string {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const size = to - from + 1;
  if (sorted.length === size) return "*";
  const step = size / sorted.length;
  const isEven = from === 0 && Number.isInteger(step) && sorted.every((value, index) => value === index * step);
  return isEven && sorted.length > 1 ? `*/${step}` : runsOf(sorted).map(runText).join(",");
}

/** Neighbouring numbers together. */
function runsOf(sorted: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const value of sorted) {
    const run = runs.at(-1);
    if (run && run.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs;
}

function runText(run: readonly number[]): string {
  return run.length < 3 ? run.join(",") : `${run[0]}-${run.at(-1)}`;
}
