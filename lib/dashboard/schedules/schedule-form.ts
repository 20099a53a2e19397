import type { Json } from "../../cron/words/json.ts";
import { fieldName, type ParamField, paramsOfForm } from "../forms/form-params.ts";
import { typedText } from "../forms/typed-instant.ts";
import { CRON_FIELDS, cronFieldsOf, expressionOfFields } from "./cron-fields.ts";
import type { ScheduleEntry } from "./schedule-entry.ts";
import { datesIn, type FormValues, instantOf, zoneIn } from "./schedule-form-dates.ts";
import type { TimingEntry } from "./schedule-words.ts";

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
  const timing: TimingEntry = entry?.timing ?? { kind: "cron", expression: "0 2 * * *", timezone: "UTC" };
  const lateness = lengthOf(entry?.maxLatenessSeconds ?? null);
  const zone = entry?.timezone ?? "UTC";
  return {
    ...timingValues(timing),
    name: entry?.name ?? "",
    misfire: entry?.misfire ?? "run-once",
    lateness: lateness.count,
    latenessUnit: lateness.unit,
    maxCatchUp: String(entry?.maxCatchUp ?? 100),
    overlap: entry?.overlap ?? "",
    jitterSeconds: String(entry?.jitterSeconds ?? 0),
    timezone: zone,
    at: typedText(timing.kind === "date" ? timing.at : null, zone),
    startsAt: typedText(entry?.startsAt ?? null, zone),
    endsAt: typedText(entry?.endsAt ?? null, zone),
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

/** In which groups two forms differ. The same date and time in another zone is another instant. */
export function groupsThatDiffer(a: FormValues, b: FormValues): FormGroup[] {
  const moved = zoneIn(a) !== zoneIn(b);
  return GROUP_NAMES.filter(
    (group) =>
      keysOf(group, a, b).some((key) => (a[key] ?? "") !== (b[key] ?? "")) ||
      (moved && (group === "startsAt" || group === "endsAt") && Boolean(a[group])),
  );
}

/** `mine` in the groups in which it differs from `base`, `theirs` in all others: both people's changes together, dates in the zone that then holds. */
export function mergeForms({ mine, base, theirs }: Record<"mine" | "base" | "theirs", FormValues>): FormValues {
  const changed = groupsThatDiffer(mine, base);
  const zone = zoneIn(changed.includes("trigger") ? mine : theirs);
  const kept = new Set(changed.flatMap((group) => keysOf(group, mine, theirs)));
  const others = Object.entries(datesIn(zone, theirs)).filter(([key]) => !kept.has(key));
  const own = Object.entries(datesIn(zone, mine)).filter(([key]) => kept.has(key) || !(key in theirs));
  return Object.fromEntries([...others, ...own]);
}

/** A group's values as one text, to be compared by eye; values of secret parameters are not told. */
export function groupText(group: FormGroup, values: FormValues, fields: readonly ParamField[]): string {
  switch (group) {
    case "trigger":
      return timingText(values);
    case "params":
      return fields
        .map(({ name, secret }) => ({ name, value: values[`${PARAM}${name}`] ?? "", secret }))
        .filter(({ value }) => value !== "")
        .map(({ name, value, secret }) => `${name}: ${secret ? "•••" : value}`)
        .join(", ");
    case "maxLatenessSeconds":
      return values.lateness ? `${values.lateness} ${values.latenessUnit}` : "";
    case "startsAt":
    case "endsAt":
      return values[group] ? `${values[group]} ${zoneIn(values)}` : "";
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
      return { trigger: readTiming(values, base) };
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
      return { [group]: instantOf(values, group) };
    case "enabled":
      return { enabled: values.enabled !== undefined };
  }
}

function readTiming(values: FormValues, base: FormValues): Json {
  switch (values.kind) {
    case "interval": {
      const count = numberOf(values.every ?? "");
      const unit = UNITS.find((known) => known === values.everyUnit) ?? "seconds";
      return { kind: "interval", [unit]: count, ...zoneOf(values, base) };
    }
    case "date": {
      const at = instantOf(values, "at") ?? "";
      return { kind: "date", at, runNow: values.runNow !== undefined, ...zoneOf(values, base) };
    }
    default:
      return { kind: "cron", expression: expressionOf(values, base), timezone: zoneIn(values) };
  }
}

/** Of what is not fired by a zone's clocks it is only where its dates are typed and shown: said where it is not UTC. */
function zoneOf(values: FormValues, base: FormValues): Record<string, Json> {
  const timezone = zoneIn(values);
  return timezone === "UTC" && zoneIn(base) === "UTC" ? {} : { timezone };
}

/** The expression, unless only the five fields were changed: a script keeps both alike, without one they may differ. */
function expressionOf(values: FormValues, base: FormValues): string {
  const typed = (values.expression ?? "").trim();
  return typed === (base.expression ?? "") ? (expressionOfFields(values) ?? typed) : typed;
}

function timingValues(timing: TimingEntry): FormValues {
  const expression = timing.kind === "cron" ? timing.expression : "";
  const every = lengthOf(timing.kind === "interval" ? timing.seconds : null);
  return {
    kind: timing.kind,
    expression,
    ...Object.fromEntries(CRON_FIELDS.map((field) => [field, ""])),
    ...cronFieldsOf(expression),
    every: every.count,
    everyUnit: every.unit,
  };
}

function timingText(values: FormValues): string {
  switch (values.kind) {
    case "interval":
      return `${values.every} ${values.everyUnit}`;
    case "date":
      return `${values.at} ${zoneIn(values)}`;
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
