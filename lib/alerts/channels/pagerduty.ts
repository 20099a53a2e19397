import { z } from "zod";
import type { ToldFact, ToldIncidentWords } from "../words/told-alert.ts";
import { classifyStatus, cutText } from "./answers.ts";
import { type ChannelMessage, type OutgoingCall, overHttp } from "./channel.ts";

/** Accounts of the European region have one of their own. */
export const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";

const secrets = z.object({
  routingKey: z.string().regex(/^\S{8,}$/, "expected the integration's key, without spaces"),
});
const settings = z.object({ url: z.url().default(PAGERDUTY_URL) });
type PagerdutyMessage = ChannelMessage<z.output<typeof secrets>, z.output<typeof settings>>;

/**
 * PagerDuty's Events API v2: one event for each incident, whose id is the `dedup_key`, so that PagerDuty has it once
 * however often it is told (developer.pagerduty.com/docs/events-api-v2).
 */
export const pagerduty = overHttp({
  kind: "pagerduty",
  secrets,
  settings,
  spacingMs: 0,
  render: (message) => pagerdutyEvents(message).map((event) => call(message, event)),
  classify: (answer, now) => classifyStatus(answer, { now, refused: REFUSED }),
});

const REFUSED: Readonly<Record<number, string>> = {
  400: "PagerDuty does not take the event: the routing key is not that of an Events API v2 integration, or was removed",
  403: "PagerDuty refuses the routing key",
};

type EventAction = "trigger" | "acknowledge" | "resolve";

interface PagerdutyEvent {
  event_action: EventAction;
  dedup_key: string;
  payload?: object;
  links?: readonly { href: string; text: string }[];
}

function call({ secrets: { routingKey }, settings: { url } }: PagerdutyMessage, event: PagerdutyEvent): OutgoingCall {
  return { url, body: JSON.stringify({ routing_key: routingKey, client: "Belfry", ...event }) };
}

/** The events of a message, in order. */
function pagerdutyEvents({ id, createdAt, payload, told }: Omit<PagerdutyMessage, "secrets">): PagerdutyEvent[] {
  if (payload.tells === "incidents" || payload.tells === "summary") {
    const states = new Map(payload.incidents.map((incident) => [incident.id, incident.state]));
    return told.incidents.map((incident) => incidentEvent(incident, { at: createdAt, state: states.get(incident.id) }));
  }
  const probe = `belfry-${id}`;
  const end: PagerdutyEvent = { event_action: "resolve", dedup_key: probe };
  // A canary wakes nobody: PagerDuty takes the end of what it never heard of, and so proves that the key is good.
  if (payload.tells === "canary") return [end];
  const begin = { summary: told.title, source: "belfry", severity: "info", timestamp: createdAt };
  return [{ event_action: "trigger", dedup_key: probe, payload: begin }, end];
}

function incidentEvent(
  { id, notice, severity, title, sentence, fields, action, url, links }: ToldIncidentWords,
  { at, state }: { at: Date; state: string | undefined },
): PagerdutyEvent {
  if (notice === "resolved") return { event_action: "resolve", dedup_key: id };
  return {
    event_action: state === "acknowledged" ? "acknowledge" : "trigger",
    dedup_key: id,
    payload: {
      summary: cutText(title, 1_024),
      source: "belfry",
      severity,
      timestamp: at,
      custom_details: { sentence, ...(action !== null && { action }), ...byLabel(fields) },
    },
    links: links.length > 0 ? links.map(({ href, text }) => ({ href, text })) : [{ href: url, text: title }],
  };
}

const byLabel = (fields: readonly ToldFact[]) => Object.fromEntries(fields.map(({ label, value }) => [label, value]));
