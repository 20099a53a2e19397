import { tellIncident } from "../../../lib/alerts/words/tell-incident.ts";
import { RULES, SEVERITIES } from "../../../lib/alerts/words/vocabulary.ts";
import { optionalNoteBody, steerIncident } from "../../../lib/commands/incidents.ts";
import { makeSilence, silenceBody } from "../../../lib/commands/silences.ts";
import { type IncidentDetails, readIncident, shownIncident } from "../../../lib/dashboard/alerts/incident-details.ts";
import { incidentsQuery, listIncidents, STATE_FILTERS } from "../../../lib/dashboard/alerts/incidents.ts";
import { toldRow } from "../../../lib/dashboard/alerts/told-incident.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type Command, EXIT, oneOf, textOption, UsageError, wholeNumberOption } from "../command.ts";
import { connected } from "../connect.ts";
import { instantOption } from "../instants.ts";
import { fieldList, print, printJson, textTable, utc } from "../output.ts";

const HEAD = ["id", "severity", "state", "opened (UTC)", "what"];

export const listAlerts: Command = {
  name: "alerts list",
  summary: "what is wrong now, or what was: incidents, the latest opened first",
  options: {
    state: { type: "string", value: "STATE", help: `${STATE_FILTERS.join(", ")} (unresolved)` },
    severity: { type: "string", value: "SEVERITY", help: SEVERITIES.join(", ") },
    rule: { type: "string", value: "RULE", help: RULES.join(", ") },
    job: { type: "string", value: "JOB", help: "only those about this job" },
    limit: { type: "string", value: "N", help: "at most N (50)" },
  },
  run: (input) =>
    connected(async ({ deps }) => {
      const limit = wholeNumberOption(input, "limit", { least: 1, most: 200, byDefault: 50 });
      const query = {
        ...incidentsQuery.parse({ limit: String(limit) }),
        state: oneOf(input, "state", STATE_FILTERS) ?? "unresolved",
        severity: oneOf(input, "severity", SEVERITIES) ?? undefined,
        rule: oneOf(input, "rule", RULES) ?? undefined,
        job: input.text("job") ?? undefined,
      };
      const { incidents } = await listIncidents(deps, query);
      if (input.json) printJson(incidents.map(toldRow));
      else if (incidents.length === 0) print("No incident");
      else {
        const rows = incidents.map((one) => {
          return [one.id, one.severity, one.state, utc(one.openedAt), tellIncident(ENGLISH, one).title];
        });
        print(textTable(rows, HEAD));
      }
      return EXIT.ok;
    }),
};

export const showAlert: Command = {
  name: "alerts show",
  args: ["<incident>"],
  summary: "one incident: what was seen, what to do, and its timeline",
  run: (input) =>
    connected(async ({ deps }) => {
      const [id = ""] = input.args;
      const details = await readIncident(deps, id);
      if (!details) throw new UsageError(`there is no incident "${id}"; \`npm run cron -- alerts list\` shows them`);
      if (input.json) printJson({ ...details, incident: toldRow(details.incident) });
      else print(words(details));
      return EXIT.ok;
    }),
};

function words(details: IncidentDetails): string {
  const { incident, timeline, notices } = details;
  const { title, sentence, advice, fields } = shownIncident(ENGLISH, details, "UTC");
  const facts = Object.fromEntries(fields.map(({ label, value }) => [label, value]));
  const lines = timeline.map(({ at, kind, actor, note }) => [utc(at), kind, actor ?? "", note ?? ""]);
  const told = notices.map(({ channelName, kind, message, droppedAt, reason }) => {
    return [channelName, kind, message?.state ?? (droppedAt ? "dropped" : "waits"), message?.reason ?? reason ?? ""];
  });
  return [
    `${title} (${incident.severity}, ${incident.state})`,
    sentence,
    `What to do: ${advice}`,
    "",
    fieldList(facts),
    ...(lines.length > 0 ? ["", textTable(lines, ["when (UTC)", "what", "who", "note"])] : []),
    ...(told.length > 0 ? ["", textTable(told, ["channel", "told of", "state", "why"])] : []),
  ].join("\n");
}

const note = { note: { type: "string", value: "TEXT", help: "kept with it, and in its timeline" } } as const;

export const acknowledgeAlert: Command = {
  name: "alerts ack",
  args: ["<incident>"],
  summary: "say that you see to an incident: nobody is reminded any more",
  options: note,
  run: (input) => steer(input.args[0] ?? "", { act: "acknowledge", input, done: "is acknowledged" }),
};

export const resolveAlert: Command = {
  name: "alerts resolve",
  args: ["<incident>"],
  summary: "say that an incident is over; something newer opens it again",
  options: note,
  run: (input) => steer(input.args[0] ?? "", { act: "resolve", input, done: "is resolved" }),
};

interface Steering {
  act: "acknowledge" | "resolve";
  input: Parameters<Command["run"]>[0];
  done: string;
}

async function steer(id: string, { act, input, done }: Steering) {
  return await connected(async ({ acting }) => {
    const text = textOption(input, "note", optionalNoteBody.shape.note);
    const { incident, changed } = await steerIncident(acting, id, { act, note: text });
    if (input.json) printJson({ changed, incident: toldRow(incident) });
    else print(`${tellIncident(ENGLISH, incident).title}: ${changed ? done : "it was so already"}`);
    return EXIT.ok;
  });
}

export const silenceAlerts: Command = {
  name: "alerts silence",
  args: ["<subject>"],
  summary: "watch a subject or a category, but tell nobody of it for a time",
  options: {
    until: { type: "string", value: "TIME", help: "an instant in ISO 8601, or from now on: 2h, 1d; required" },
    reason: { type: "string", value: "TEXT", help: "why; required, and shown wherever the silence is" },
  },
  run: (input) =>
    connected(async ({ acting }) => {
      const [given = ""] = input.args;
      const until = instantOption(input, "until");
      if (until === null) throw new UsageError("--until is missing: a silence has an end");
      if (!input.text("reason")?.trim()) throw new UsageError("--reason is missing");
      const reason = textOption(input, "reason", silenceBody.shape.reason);
      const silence = await makeSilence(acting, { subject: given, until, reason });
      if (input.json) printJson(silence);
      else print(`${silence.subject} is silenced until ${silence.until.toISOString()}`);
      return EXIT.ok;
    }),
};
