import { readTyped, typedText } from "../forms/typed-instant.ts";
import { isZone } from "../words/zone.ts";

/** The editor's dates: typed on the clocks of the zone that the form names. */
const DATE_FIELDS = ["at", "startsAt", "endsAt"] as const;
export type DateFieldName = (typeof DATE_FIELDS)[number];

/** What is to be said of a date that the clocks of its zone skip, or show twice. */
export type DateRemark = { field: DateFieldName; text: string; zone: string } & (
  | { kind: "gap"; from: string; to: string }
  /** The first counts. */
  | { kind: "twice"; first: Date; second: Date }
);

/** The zone that the form names; its dates are typed in it. */
export const zoneIn = (values: FormValues): string => values.timezone?.trim() || "UTC";

/** A date of the form as an instant, null for none. What is none stays text that the API refuses. */
export function instantOf(values: FormValues, field: DateFieldName): string | null {
  const text = values[field] ?? "";
  if (text === "") return null;
  const zone = zoneIn(values);
  const typed = readTyped(text, zone);
  return typed.kind === "instant" ? typed.at.toISOString() : `${text} ${zone}`;
}

/** What is remarkable about the dates that the form changes. */
export function dateRemarks(values: FormValues, base: FormValues): DateRemark[] {
  const zone = zoneIn(values);
  const changed = DATE_FIELDS.filter(
    (field) => values[field] && (values[field] !== base[field] || zone !== zoneIn(base)),
  );
  return changed
    .filter((field) => field !== "at" || values.kind === "date")
    .flatMap((field) => remarksOn({ field, text: values[field] ?? "", zone }));
}

/** The same instants as another zone's clocks show them; where that is no zone, as they are. */
export function datesIn(zone: string, values: FormValues): FormValues {
  const own = zoneIn(values);
  if (zone === own || !isZone(zone)) return values;
  const moved = DATE_FIELDS.flatMap((field) => {
    const typed = readTyped(values[field] ?? "", own);
    return typed.kind === "instant" ? [[field, typedText(typed.at.toISOString(), zone)]] : [];
  });
  return { ...values, ...Object.fromEntries(moved) };
}

function remarksOn(date: { field: DateFieldName; text: string; zone: string }): DateRemark[] {
  const typed = readTyped(date.text, date.zone);
  switch (typed.kind) {
    case "gap":
      return [{ ...date, ...typed }];
    case "instant":
      return typed.again === null ? [] : [{ ...date, kind: "twice", first: typed.at, second: typed.again }];
    case "unreadable":
      return [];
  }
}

/** The texts of the schedule editor's fields, as a form sends them; a box without a tick is absent. */
export type FormValues = Readonly<Record<string, string>>;
