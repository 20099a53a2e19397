import { formatDuration } from "../../dashboard/words/duration.ts";
import { exactIn } from "../../dashboard/words/zone.ts";
import { alerts as english } from "../../i18n/messages/en/alerts.ts";
import type { Words } from "../../i18n/words.ts";
import type { ToldIncident } from "./message.ts";
import { oneLine, subjectWords } from "./tell-incident.ts";
import type { ToldFact } from "./told-alert.ts";

type Fielded = Pick<
  ToldIncident,
  "rule" | "subject" | "facts" | "openedAt" | "resolvedAt" | "openings" | "acknowledgedBy" | "affected"
>;
type FieldName = keyof typeof english.field;

/** Names that one field tells; of more, their number. */
const MOST_NAMES = 50;

/** What is known of an incident, in the order in which people ask; what is not known is left out. Pure. */
export function incidentFields(words: Words, incident: Fielded, timeZone = "UTC"): ToldFact[] {
  const { facts } = incident;
  const when = (at: string | null | undefined) => (at ? exactIn(new Date(at), timeZone) : null);
  return [
    // The subject of what a handler raises is a name of its own.
    ...(incident.rule === "raised" ? field(words, "subject", oneLine(incident.subject)) : []),
    ...jobFields(words, facts),
    ...runFields(words, facts, when),
    ...countFields(words, incident),
    ...numberFields(words, facts, timeZone),
    ...namesFields(words, facts),
    field(words, "since", when(facts.since)),
    field(words, "opened", when(incident.openedAt)),
    field(words, "resolved", when(incident.resolvedAt)),
    field(words, "openings", incident.openings > 1 ? words("number", { value: incident.openings }) : null),
    field(words, "acknowledgedBy", incident.acknowledgedBy),
    field(
      words,
      "affected",
      listed(
        words,
        incident.affected.map((subject) => subjectWords(words, { subject })),
      ),
    ),
    field(words, "rule", words(`alerts.rule.${incident.rule}`)),
  ].flat();
}

function jobFields(words: Words, { job, schedule }: ToldIncident["facts"]): ToldFact[] {
  return [
    field(words, "job", job?.name),
    field(words, "description", job && oneLine(job.description)),
    field(words, "category", job?.category),
    field(words, "schedule", schedule?.name),
  ].flat();
}

function runFields(
  words: Words,
  { run }: ToldIncident["facts"],
  when: (at: string | null) => string | null,
): ToldFact[] {
  if (run === undefined) return [];
  const { trigger, slot, attempts, maxAttempts, durationMs, error } = run;
  return [
    field(words, "trigger", words(`trigger.${trigger}`)),
    field(words, "slot", when(slot)),
    field(words, "attempts", words("attempts", { attempt: attempts, attempts: maxAttempts })),
    field(words, "duration", durationMs === null ? null : formatDuration(words, durationMs)),
    field(words, "error", error && oneLine(error)),
  ].flat();
}

function countFields(words: Words, { rule, facts: { count } }: Fielded): ToldFact[] {
  if (count === undefined || !isOf(english.count, rule)) return [];
  return [{ label: words(`alerts.count.${rule}`), value: words("number", { value: count }) }];
}

/** What was measured: the name says its unit. */
function numberFields(words: Words, { numbers = {} }: ToldIncident["facts"], timeZone: string): ToldFact[] {
  return Object.entries(numbers).flatMap(([name, value]) =>
    isOf(english.number, name)
      ? [{ label: words(`alerts.number.${name}`), value: measured(words, { name, value, timeZone }) }]
      : [],
  );
}

function measured(words: Words, { name, value, timeZone }: { name: string; value: number; timeZone: string }): string {
  if (name.endsWith("Ms")) return formatDuration(words, value);
  if (name.endsWith("At")) return exactIn(new Date(value), timeZone);
  if (name.endsWith("Share")) return words("percent", { value: Math.round(value * 100) });
  return words("number", { value });
}

function namesFields(words: Words, { names = {} }: ToldIncident["facts"]): ToldFact[] {
  return Object.entries(names).flatMap(([name, values]) => {
    const value = isOf(english.names, name) ? listed(words, values) : null;
    return value !== null && isOf(english.names, name) ? [{ label: words(`alerts.names.${name}`), value }] : [];
  });
}

/** Some names, and how many more there are; null when there is none. */
function listed(words: Words, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const some = names.slice(0, MOST_NAMES).map(oneLine).join(", ");
  return names.length > MOST_NAMES
    ? words("alerts.listedMore", { names: some, more: names.length - MOST_NAMES })
    : some;
}

function field(words: Words, name: FieldName, value: string | null | undefined): ToldFact[] {
  return value ? [{ label: words(`alerts.field.${name}`), value }] : [];
}

const isOf = <Known extends object>(known: Known, name: string): name is Extract<keyof Known, string> =>
  Object.hasOwn(known, name);
