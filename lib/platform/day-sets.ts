import type { CronFields } from "../cron/time/cron-instants.ts";

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

/** The last three fields of an expression that names days by date or by weekday, never by both. */
export type DayText = `${string} ${string} ${string}`;

const EVERY_DAY: DayText = "* * *";
const ALL_WEEKDAYS = 7;
const ALL_MONTHS = 12;
/** Both lengths of February. */
const YEARS = [2027, 2028];

/**
 * The days of an expression, told by a calendar that is `shift` days behind (-1: it is still yesterday there) or ahead.
 * The platform takes day and weekday in separate expressions only, and "either of both" is what their union means.
 * Where the days cannot be told exactly (date and weekday both needed; shifted, 29 February and weekdays of one month),
 * a few days too many are named: a
 * call on a wrong day has no slot and is answered `not_due`.
 */
export function dayTexts(fields: CronFields, shift: -1 | 0 | 1): DayText[] {
  if (!fields.namesWeekdays) return dateTexts(fields, shift);
  const byWeekday = weekdayText(fields, shift);
  return fields.namesDays && fields.dayRule === "either" ? [...dateTexts(fields, shift), byWeekday] : [byWeekday];
}

function weekdayText({ weekdays, months }: CronFields, shift: number): DayText {
  const days = [...weekdays].map((day) => (day + shift + ALL_WEEKDAYS) % ALL_WEEKDAYS);
  const near = shift === 0 || months.size === ALL_MONTHS ? [] : [...months].map((month) => wrapMonth(month + shift));
  return `* ${fieldText([...months, ...near], MONTHS)} ${fieldText(days, WEEKDAYS)}`;
}

function dateTexts({ days, months, namesDays }: CronFields, shift: number): DayText[] {
  if (!namesDays && months.size === ALL_MONTHS) return [EVERY_DAY];
  if (shift === 0) return [`${fieldText(days, DAYS)} ${fieldText(months, MONTHS)} *`];
  const daysByMonth = shiftedDates({ days, months }, shift);
  const monthsByDays = Map.groupBy(daysByMonth.keys(), (month) => monthDaysText(month, daysByMonth.get(month) ?? []));
  return [...monthsByDays].map(([text, sameMonths]): DayText => `${text} ${fieldText(sameMonths, MONTHS)} *`);
}

function shiftedDates({ days, months }: Pick<CronFields, "days" | "months">, shift: number): Map<number, Set<number>> {
  const daysByMonth = new Map<number, Set<number>>();
  for (const year of YEARS) {
    for (const month of months) {
      for (const day of days) {
        if (day > daysIn(month, year)) continue;
        const there = new Date(Date.UTC(year, month - 1, day + shift));
        const key = there.getUTCMonth() + 1;
        daysByMonth.set(key, (daysByMonth.get(key) ?? new Set()).add(there.getUTCDate()));
      }
    }
  }
  return daysByMonth;
}

/** A whole month is `*`, so that months of different lengths share an expression. */
function monthDaysText(month: number, days: Iterable<number>): string {
  const set = new Set(days);
  return set.size === daysIn(month, 2028) ? "*" : fieldText(set, DAYS);
}

function daysIn(month: number, year: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function wrapMonth(month: number): number {
  return ((month + ALL_MONTHS - 1) % ALL_MONTHS) + 1;
}
