import type { Json } from "../cron/ports.ts";
import { fieldName, type ParamField, paramsOfForm } from "./form-params.ts";
import type { ScheduleEntry, TriggerEntry } from "./schedule-entry.ts";

/** The texts of the schedule editor's fields, as a form sends them; a box without a tick is absent. */
export type FormValues = Readonly<Record<string, string>>;

export const CRON_FIELDS = ["minute", "hour", "day", "month", "dayOfWeek"] as const;
export const UNITS = ["seconds", "minutes", "hours", "days"] as const;
type Unit = (typeof UNITS)[number];

const UNIT_SECONDS: Record<Unit, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** Fields that mean one thing together: changed, compared and told as one. */
const GROUPS = {
  name: ["name"],
  trigger: ["kind", "expression", ...CRON_FIELDS, "timezone", "every", "everyUnit", "at", "runNow"],
  params: [],
  misfire: ["misfire"],
  maxLatenessSeconds: ["lateness", "latenessUnit"],
  maxCatchUp: ["maxCatchUp"],
  overlap: ["overlap"],
  jitterSeconds: ["jitterSeconds"],
  startsAt: ["startsAt"],
  endsAt: ["endsAt"],
  enabled: ["enabled"],
} as const;
export type FormGroup = keyof typeof GROUPS;
const GROUP_NAMES = Object.keys(GROUPS) as FormGroup[];

type EditedEntry = Omit<ScheduleEntry, "lastRunTime">;

/** What the editor's fields show of a schedule; of a new one its defaults. Parameters have fields of their own. */
export function formValuesOf(entry: EditedEntry | null): FormValues {
  const timing: TriggerEntry = entry?.timing ?? { kind: "cron", expression: "0 2 * * *", timezone: "UTC" };
  const lateness = lengthOf(entry?.maxLatenessSeconds ?? null);
  return {
    ...triggerValues(timing),
    name: entry?.name ?? "",
    misfire: entry?.misfire ?? "run-once",
    lateness: lateness.count,
    latenessUnit: lateness.unit,
    maxCatchUp: String(entry?.maxCatchUp ?? 100),
    overlap: entry?.overlap ?? "",
    jitterSeconds: String(entry?.jitterSeconds ?? 0),
    startsAt: localOf(entry?.startsAt ?? null),
    endsAt: localOf(entry?.endsAt ?? null),
    ...((entry?.enabled ?? true) && { enabled: "true" }),
  };
}

/** The parameters' fields as the form sends them untouched. */
export function paramValuesOf(fields: readonly ParamField[]): FormValues {
  const sent = fields.filter(({ kind, initial }) => kind !== "boolean" || initial === "true");
  return Object.fromEntries(
    sent.map(({ name, kind, initial }) => [fieldName(name), kind === "boolean" ? "on" : initial]),
  );
}

/** The five fields of an expression; what is no expression has none. */
export function cronFieldsOf(expression: string): FormValues {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== CRON_FIELDS.length) return {};
  return Object.fromEntries(CRON_FIELDS.map((field, index) => [field, parts[index] ?? ""]));
}

/** Everything that the form says, in the words of the API; what cannot be read stays text for the API to refuse. */
export function wholeForm(values: FormValues, fields: readonly ParamField[]): Record<string, Json> {
  return readGroups(GROUP_NAMES, { values, base: formValuesOf(null), fields });
}

/** What the form changes of the values that it began with. */
export function changedOfForm(
  values: FormValues,
  base: FormValues,
  fields: readonly ParamField[],
): Record<string, Json> {
  return readGroups(groupsThatDiffer(values, base), { values, base, fields });
}

/** In which groups two forms differ. */
export function groupsThatDiffer(a: FormValues, b: FormValues): FormGroup[] {
  return GROUP_NAMES.filter((group) => keysOf(group, a, b).some((key) => (a[key] ?? "") !== (b[key] ?? "")));
}

/** `mine` in the groups in which it differs from `base`, `theirs` in all others: both people's changes together. */
export function mergeForms({ mine, base, theirs }: Record<"mine" | "base" | "theirs", FormValues>): FormValues {
  const changed = groupsThatDiffer(mine, base);
  const kept = new Set(changed.flatMap((group) => keysOf(group, mine, theirs)));
  const others = Object.entries(theirs).filter(([key]) => !kept.has(key));
  const own = Object.entries(mine).filter(([key]) => kept.has(key) || !(key in theirs));
  return Object.fromEntries([...others, ...own]);
}

/** A group's values as one text, to be compared by eye; values of secret parameters are not told. */
export function groupText(group: FormGroup, values: FormValues, fields: readonly ParamField[]): string {
  switch (group) {
    case "trigger":
      return triggerText(values);
    case "params":
      return fields
        .map(({ name, secret }) => ({ name, value: values[`${PARAM}${name}`] ?? "", secret }))
        .filter(({ value }) => value !== "")
        .map(({ name, value, secret }) => `${name}: ${secret ? "•••" : value}`)
        .join(", ");
    case "maxLatenessSeconds":
      return values.lateness ? `${values.lateness} ${values.latenessUnit}` : "";
    default:
      return values[group] ?? "";
  }
}

const PARAM = "param.";

function keysOf(group: FormGroup, a: FormValues, b: FormValues): readonly string[] {
  if (group !== "params") return GROUPS[group];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => key.startsWith(PARAM));
}

interface Reading {
  values: FormValues;
  base: FormValues;
  fields: readonly ParamField[];
}

function readGroups(groups: readonly FormGroup[], reading: Reading): Record<string, Json> {
  return Object.assign({}, ...groups.map((group) => readGroup(group, reading)));
}

function readGroup(group: FormGroup, { values, base, fields }: Reading): Record<string, Json> {
  switch (group) {
    case "name":
      return values.name ? { name: values.name } : {};
    case "trigger":
      return { trigger: readTrigger(values, base) };
    case "params":
      return { params: paramsOfForm(fields, (name) => values[name] ?? null) };
    case "misfire":
      return { misfire: values.misfire ?? "" };
    case "maxLatenessSeconds":
      return { maxLatenessSeconds: values.lateness ? secondsOf(values.lateness, values.latenessUnit) : null };
    case "overlap":
      return { overlap: values.overlap || null };
    case "maxCatchUp":
    case "jitterSeconds":
      return { [group]: numberOf(values[group] ?? "") };
    case "startsAt":
    case "endsAt":
      return { [group]: instantOf(values[group] ?? "") };
    case "enabled":
      return { enabled: values.enabled !== undefined };
  }
}

function readTrigger(values: FormValues, base: FormValues): Json {
  switch (values.kind) {
    case "interval": {
      const count = numberOf(values.every ?? "");
      const unit = UNITS.find((known) => known === values.everyUnit) ?? "seconds";
      return { kind: "interval", [unit]: count };
    }
    case "date":
      return { kind: "date", at: instantOf(values.at ?? "") ?? "", runNow: values.runNow !== undefined };
    default:
      return { kind: "cron", expression: expressionOf(values, base), timezone: values.timezone || "UTC" };
  }
}

/** The expression, unless only the five fields were changed: a script keeps both alike, without one they may differ. */
function expressionOf(values: FormValues, base: FormValues): string {
  const typed = (values.expression ?? "").trim();
  const fields = CRON_FIELDS.map((field) => (values[field] ?? "").trim());
  if (typed !== (base.expression ?? "") || fields.includes("")) return typed;
  return fields.join(" ");
}

function triggerValues(timing: TriggerEntry): FormValues {
  const cron = timing.kind === "cron" ? timing : { expression: "", timezone: "UTC" };
  const every = lengthOf(timing.kind === "interval" ? timing.seconds : null);
  return {
    kind: timing.kind,
    expression: cron.expression,
    ...Object.fromEntries(CRON_FIELDS.map((field) => [field, ""])),
    ...cronFieldsOf(cron.expression),
    timezone: cron.timezone,
    every: every.count,
    everyUnit: every.unit,
    at: localOf(timing.kind === "date" ? timing.at : null),
  };
}

function triggerText(values: FormValues): string {
  switch (values.kind) {
    case "interval":
      return `${values.every} ${values.everyUnit}`;
    case "date":
      return `${values.at} UTC`;
    default:
      return `${values.expression} ${values.timezone}`;
  }
}

/** Seconds in the largest unit that divides them. */
function lengthOf(seconds: number | null): { count: string; unit: Unit } {
  if (seconds === null) return { count: "", unit: "minutes" };
  const unit = UNITS.toReversed().find((known) => seconds % UNIT_SECONDS[known] === 0) ?? "seconds";
  return { count: String(seconds / UNIT_SECONDS[unit]), unit };
}

function secondsOf(count: string, unit: string | undefined): Json {
  const known = UNITS.find((name) => name === unit) ?? "seconds";
  const number = numberOf(count);
  return typeof number === "number" ? number * UNIT_SECONDS[known] : number;
}

/** What is no number stays text, so that the API says what is wrong with it. */
const numberOf = (text: string): Json => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

/** A `datetime-local` value, which means UTC here, as an instant. */
function instantOf(text: string): string | null {
  if (text === "") return null;
  return `${text.length === 16 ? `${text}:00` : text}Z`;
}

const localOf = (iso: string | null) =>
  iso === null ? "" : new Date(iso).toISOString().slice(0, 19).replace(/:00$/, "");
