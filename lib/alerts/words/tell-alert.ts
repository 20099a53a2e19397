import { formatDuration } from "../../dashboard/words/duration.ts";
import { exactIn } from "../../dashboard/words/zone.ts";
import { type Words, wordsIn } from "../../i18n/words.ts";
import { incidentFields } from "./incident-fields.ts";
import { alertsLink, entryOf, helpLink, incidentLink, runLink } from "./links.ts";
import type { AlertPayload, ToldIncident } from "./message.ts";
import { subjectWords, tellIncident } from "./tell-incident.ts";
import type { Reader, TellAlert, ToldAlert, ToldIncidentWords } from "./told-alert.ts";
import { SEVERITIES } from "./vocabulary.ts";

type Proof = Extract<AlertPayload, { tells: "test" | "canary" }>;
type Summary = Extract<AlertPayload, { tells: "summary" }>;

/** Names that a line has room for. */
const MOST_NAMES = 3;

/** What a message says. No stack, no parameters, no secrets: its payload has none. Pure. */
export const tellAlert: TellAlert = (payload, reader) => {
  const words = wordsIn(reader.locale);
  switch (payload.tells) {
    case "incidents":
      return tellIncidents(words, payload.incidents, reader);
    case "summary":
      return tellSummary(words, payload, reader);
    case "test":
    case "canary":
      return tellProof(words, payload, reader);
  }
};

function tellIncidents(words: Words, told: readonly ToldIncident[], reader: Reader): ToldAlert {
  const incidents = told.map((incident) => tellOne(words, incident, reader));
  const [only] = incidents;
  if (incidents.length === 1 && only) {
    const { title, sentence, fields, action, url, links } = only;
    const urlWords = links[0]?.text ?? words("alerts.openIncident");
    return { ...ofSeveral(words, told, reader), title, sentence, fields, action, url, urlWords };
  }
  const resolved = told.filter(isOver).length;
  const count = { count: told.length, names: namesOf(words, told) };
  return {
    ...ofSeveral(words, told, reader),
    title: words(`alerts.message.${resolved === told.length ? "severalResolved" : "several"}`, count),
    sentence: words("alerts.message.told", { opened: told.length - resolved, resolved }),
  };
}

function tellSummary(words: Words, { because, opened, resolved, incidents }: Summary, reader: Reader): ToldAlert {
  const kind = because === "storm" ? "storm" : "quietHours";
  return {
    ...ofSeveral(words, incidents, reader),
    title: words(`alerts.message.${kind}`, { opened, resolved }),
    sentence: words(`alerts.message.${kind}Sentence`),
    resolved: opened === 0,
  };
}

function tellProof(words: Words, payload: Proof, reader: Reader): ToldAlert {
  const asked = payload.tells === "test";
  return {
    ...ofSeveral(words, [], reader),
    title: words(`alerts.message.${payload.tells}`),
    sentence: asked ? words("alerts.message.testSentence", { by: payload.by }) : words("alerts.message.canarySentence"),
    resolved: false,
  };
}

/** What is the same however many it tells; it leads to the list. */
function ofSeveral(words: Words, told: readonly ToldIncident[], reader: Reader) {
  const open = told.filter((incident) => !isOver(incident));
  const worst = SEVERITIES.find((severity) =>
    (open.length > 0 ? open : told).some((incident) => incident.severity === severity),
  );
  return {
    severity: worst ?? "info",
    resolved: open.length === 0,
    incidents: told.map((incident) => tellOne(words, incident, reader)),
    ...{ fields: [], action: null },
    ...{ url: alertsLink(reader), urlWords: words("alerts.openAlerts") },
  };
}

function tellOne(words: Words, told: ToldIncident, reader: Reader): ToldIncidentWords {
  const { title, sentence, advice } = tellIncident(words, told, reader.timeZone);
  const { id, notice, severity, facts } = told;
  const links = [
    ...(facts.run ? [{ text: words("alerts.openRun"), href: runLink(reader, facts.run.id) }] : []),
    { text: words("alerts.openIncident"), href: incidentLink(reader, id) },
  ];
  return {
    ...{ id, notice, severity, links },
    severityWords: words(`alerts.severity.${severity}`),
    title: words(`alerts.heading.${notice}`, { title }),
    sentence: withState(words, told, { sentence, timeZone: reader.timeZone }),
    fields: incidentFields(words, told, reader.timeZone),
    action: isOver(told) ? null : advice,
    help: isOver(told) ? null : { text: words("alerts.help"), href: helpLink(reader, entryOf(told)) },
    url: links[0]?.href ?? incidentLink(reader, id),
  };
}

const isOver = ({ notice }: ToldIncident): boolean => notice === "resolved";

/** What was seen, and what became of it; the end comes first where it is over. */
function withState(
  words: Words,
  told: ToldIncident,
  { sentence, timeZone = "UTC" }: { sentence: string; timeZone: string | undefined },
): string {
  const seen = /[.!?…。]$/u.test(sentence) ? sentence : `${sentence}.`;
  const { notice, openings, openedAt } = told;
  switch (notice) {
    case "opened":
      return seen;
    case "reopened":
      return `${seen} ${words("alerts.state.reopened", { openings })}`;
    case "escalated":
      return `${seen} ${words("alerts.state.escalated")}`;
    case "reminder":
      return `${seen} ${words("alerts.state.reminder", { at: exactIn(new Date(openedAt), timeZone) })}`;
    case "resolved": {
      const duration = formatDuration(words, lastedMs(told));
      return `${words("alerts.state.resolved", { duration })} ${words("alerts.state.was", { sentence: seen })}`;
    }
  }
}

/** From when it was wrong to its end. */
function lastedMs({ openedAt, resolvedAt, facts: { since } }: ToldIncident): number {
  return Math.max(0, Date.parse(resolvedAt ?? openedAt) - Date.parse(since ?? openedAt));
}

/** What it is about, each once. */
function namesOf(words: Words, told: readonly ToldIncident[]): string {
  const names = [...new Set(told.map((incident) => subjectWords(words, incident)))];
  const some = names.slice(0, MOST_NAMES).join(", ");
  if (names.length <= MOST_NAMES) return some;
  return words("alerts.listedMore", { names: some, more: names.length - MOST_NAMES });
}
