/** An expression field by field, as bodies and forms name them. Pure. */
export const CRON_FIELDS = ["minute", "hour", "day", "month", "dayOfWeek"] as const;
type CronField = (typeof CRON_FIELDS)[number];

/** The five fields of an expression; what is no expression has none. */
export function cronFieldsOf(expression: string): Partial<Record<CronField, string>> {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== CRON_FIELDS.length) return {};
  return Object.fromEntries(CRON_FIELDS.map((field, index) => [field, parts[index] ?? ""]));
}

/** From the shortest unit to the longest, each with what it is where only longer ones are given. */
const LEAST: readonly (readonly [CronField, string])[] = [
  ["minute", "0"],
  ["hour", "0"],
  ["dayOfWeek", "*"],
  ["day", "1"],
  ["month", "*"],
];

/**
 * The expression of the fields that are given; null when none is. As people mean it: what is shorter than every given
 * unit is at its least (hour 9 alone is 9:00, not sixty runs), and every other one is `*`. An empty text is not given.
 * The rule is that of APScheduler's cron trigger.
 */
export function expressionOfFields(given: { readonly [Field in CronField]?: string | undefined }): string | null {
  const textOf = (field: CronField) => given[field]?.trim() || null;
  const shortest = LEAST.findIndex(([field]) => textOf(field) !== null);
  if (shortest < 0) return null;
  const absent = new Map(LEAST.map(([field, least], index) => [field, index < shortest ? least : "*"]));
  return CRON_FIELDS.map((field) => textOf(field) ?? absent.get(field)).join(" ");
}
