import { formatDuration } from "../../dashboard/words/duration.ts";
import { exactIn } from "../../dashboard/words/zone.ts";
import { alerts as english } from "../../i18n/messages/en/alerts.ts";
import type { Words } from "../../i18n/words.ts";
import type { Incident } from "./incident.ts";

/** What is said of an incident, whatever becomes of it. */
export interface IncidentSaid {
  /** A few words that name the subject; the same from the opening to the end, so nothing in it is counted. */
  title: string;
  /** What was seen last, in one sentence without its full stop. */
  sentence: string;
  /** What to do about it. */
  advice: string;
}

type Told = Pick<Incident, "rule" | "subject" | "facts">;

/** An error of another side may be a page long: a message has its beginning, the run's page all of it. */
const MOST_TEXT = 500;

/** What an incident is, from its rule and its facts. @param timeZone in which instants are told. Pure. */
export function tellIncident(words: Words, told: Told, timeZone = "UTC"): IncidentSaid {
  const { rule, subject, facts } = told;
  const title = { subject: subjectWords(words, { subject, facts }), title: oneLine(facts.title ?? "") };
  return {
    title: words(`alerts.title.${hasOwnTitle(told) ? "raised_titled" : keyIn(english.title, told)}`, title),
    sentence: words(
      `alerts.sentence.${rule === "raised" && facts.detail ? "raised_detailed" : keyIn(english.sentence, told)}`,
      sentenceValues(words, told, timeZone),
    ),
    advice: words(`alerts.advice.${keyIn(english.advice, told)}`),
  };
}

/** What a subject is called: the job's name where it is about one, else what stands after its kind. */
export function subjectWords(
  words: Words,
  { subject, facts = {} }: { subject: string; facts?: Told["facts"] },
): string {
  if (facts.job) return facts.job.name;
  const word = subject.replaceAll("-", "_");
  if (isOf(english.subject, word)) return words(`alerts.subject.${word}`);
  if (facts.schedule) return facts.schedule.name;
  if (subject.startsWith("channel:") && facts.title) return oneLine(facts.title);
  return oneLine(subject.slice(subject.indexOf(":") + 1));
}

/** A handler gives what it raises a title of its own. */
const hasOwnTitle = ({ rule, facts }: Told) => rule === "raised" && Boolean(facts.title?.trim());

/** The words of what exactly the signal says, else those of its rule: a code of a later release has none here. */
function keyIn<Known extends object>(known: Known, { rule, subject, facts }: Told): Extract<keyof Known, string> {
  const exact = `${rule}_${facts.code ?? subject.slice(subject.indexOf(":") + 1)}`;
  return (isOf(known, exact) ? exact : rule) as Extract<keyof Known, string>;
}

function sentenceValues(words: Words, { facts }: Told, timeZone: string) {
  const { numbers = {}, run, count = 1, detail } = facts;
  const slot = run?.slot ?? null;
  const lasts = (ms: number | null | undefined) => (typeof ms === "number" ? formatDuration(words, ms) : null);
  const text = run?.error ?? detail;
  return {
    count,
    because: text ? words("alerts.because", { text: oneLine(text) }) : "",
    slot: slot === null ? "" : words("alerts.ofSlot", { at: exactIn(new Date(slot), timeZone) }),
    deadline: inTheEvent(numbers.deadlineAt, (at) =>
      words("alerts.byDeadline", { at: exactIn(new Date(at), timeZone) }),
    ),
    duration: lasts(run?.durationMs ?? numbers.durationMs) ?? words("none"),
    usual: inTheEvent(numbers.usualMs, (ms) => words("alerts.usually", { duration: formatDuration(words, ms) })),
    p95: lasts(numbers.p95Ms) ?? words("none"),
    timeout: lasts(numbers.timeoutMs) ?? words("none"),
    detail: oneLine(detail ?? ""),
  };
}

const inTheEvent = (value: number | undefined, tell: (value: number) => string) =>
  value === undefined ? "" : tell(value);

/** What others wrote, as a part of one line: control signs would break a header or a card. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  const signs = [...line];
  return signs.length > MOST_TEXT ? `${signs.slice(0, MOST_TEXT - 1).join("")}…` : line;
}

const isOf = <Known extends object>(known: Known, name: string): name is Extract<keyof Known, string> =>
  Object.hasOwn(known, name);
