/** The five fields of a cron expression as sets. */
export interface CronFields {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  /** 1 to 12. */
  months: ReadonlySet<number>;
  /** 0 (Sunday) to 6. */
  weekdays: ReadonlySet<number>;
  /** Whether a field names particular days; when both do, either is enough (Vixie cron's rule). */
  namesDays: boolean;
  namesWeekdays: boolean;
  /** The day's minutes (0 to 1439) at which the clock has to stand, ascending. */
  minutesOfDay: readonly number[];
  /** Whether the minute or hour field begins with `*`: such an expression fires whenever the wall clock matches. */
  followsRealTime: boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** @param expression one that `scheduleProblem` accepts */
export function parseCronFields(expression: string): CronFields {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = expression.trim().split(/\s+/);
  const weekdays = valuesOf(weekday, { from: 0, to: 7, names: WEEKDAYS, firstName: 0 });
  const minutes = valuesOf(minute, { from: 0, to: 59 });
  const hours = valuesOf(hour, { from: 0, to: 23 });
  const minutesOfDay = [...hours].flatMap((h) => [...minutes].map((m) => h * 60 + m)).sort((a, b) => a - b);
  return {
    minutes,
    hours,
    minutesOfDay,
    followsRealTime: minute.startsWith("*") || hour.startsWith("*"),
    days: valuesOf(day, { from: 1, to: 31 }),
    months: valuesOf(month, { from: 1, to: 12, names: MONTHS, firstName: 1 }),
    weekdays: new Set([...weekdays].map((value) => value % 7)),
    namesDays: day !== "*",
    namesWeekdays: weekday !== "*",
  };
}

/** Whether the fields fire on this calendar day. `weekday` is 0 for Sunday. */
export function matchesDay(fields: CronFields, date: { month: number; day: number; weekday: number }): boolean {
  if (!fields.months.has(date.month)) return false;
  const byDay = fields.days.has(date.day);
  const byWeekday = fields.weekdays.has(date.weekday);
  return fields.namesDays && fields.namesWeekdays ? byDay || byWeekday : byDay && byWeekday;
}

interface Field {
  from: number;
  to: number;
  names?: readonly string[];
  firstName?: number;
}

function valuesOf(text: string, field: Field): Set<number> {
  return new Set(text.split(",").flatMap((part) => valuesOfPart(part, field)));
}

function valuesOfPart(part: string, field: Field): number[] {
  const [range = "*", step] = part.split("/");
  const [low, high] = range === "*" ? [field.from, field.to] : range.split("-").map((value) => numberOf(value, field));
  const first = low ?? field.from;
  const last = high ?? first;
  const width = step === undefined ? 1 : Number(step);
  return Array.from({ length: Math.floor((last - first) / width) + 1 }, (_, index) => first + index * width);
}

function numberOf(value: string, { names, firstName = 0 }: Field): number {
  const index = names?.indexOf(value.toUpperCase()) ?? -1;
  return index < 0 ? Number(value) : index + firstName;
}
