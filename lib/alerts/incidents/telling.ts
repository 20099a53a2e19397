import { createHash } from "node:crypto";
import type { Incident } from "../words/incident.ts";
import type { AlertPayload, ToldIncident } from "../words/message.ts";
import { SEVERITIES } from "../words/vocabulary.ts";
import { type ChannelNotice, isOpening } from "./notices.ts";

/** What follows a message of the same channel within this time joins in the next one. */
export const GROUP_MS = 20_000;
/** A channel's rate: more messages than this in so long are a storm. */
export const STORM = { messages: 10, withinMs: 600_000 } as const;
/** While a storm lasts, what comes within this time joins in a summary. */
const STORM_GROUP_MS = 120_000;
/** More incidents than this are not read one by one: they are a summary, too. */
const MOST_APART = 20;
/** A summary names the worst. */
const NAMED_IN_SUMMARY = 10;

/** A message to a channel, and the notices that it tells. */
export interface AlertMessage {
  channelId: string;
  /** Of its notices: written twice, it is one message. */
  dedupeKey: string;
  payload: AlertPayload;
  notices: readonly ChannelNotice[];
}

/** What is to be told with an incident. */
export interface NoticeToTell {
  notice: ChannelNotice;
  incident: Incident;
}

/**
 * When the channel may be told next: at once, unless it was told just now.
 * @param toldAt when it was told lately, in any order
 */
export function nextTellingAt(toldAt: readonly Date[], now: Date): Date {
  const lastMs = Math.max(...toldAt.map((at) => at.getTime()).filter((ms) => ms <= now.getTime()));
  return new Date(Number.isFinite(lastMs) ? lastMs + (isStorm(toldAt, now) ? STORM_GROUP_MS : GROUP_MS) : 0);
}

function isStorm(toldAt: readonly Date[], now: Date): boolean {
  const sinceMs = now.getTime() - STORM.withinMs;
  return toldAt.filter((at) => at.getTime() > sinceMs && at <= now).length >= STORM.messages;
}

interface Telling {
  channelId: string;
  told: readonly NoticeToTell[];
  /** When the channel was told lately. */
  toldAt: readonly Date[];
  /** What follows from an incident: subjects. */
  affectedBy(incidentId: string): string[];
  now: Date;
}

/** Everything that a channel is to be told now, as one message. */
export function messageOf({ channelId, told, toldAt, affectedBy, now }: Telling): AlertMessage {
  const worstFirst = told.toSorted((a, b) => rankOf(a) - rankOf(b) || byAge(a, b));
  const incidents = worstFirst.map((one) => toldIncident(one, affectedBy(one.incident.id)));
  const because = whySummary(told, isStorm(toldAt, now));
  const payload: AlertPayload = because ? summaryOf(incidents, because) : { tells: "incidents", incidents };
  const notices = told.map(({ notice }) => notice);
  return { channelId, dedupeKey: dedupeKeyOf(channelId, notices), payload, notices };
}

type Because = Extract<AlertPayload, { tells: "summary" }>["because"];

function whySummary(told: readonly NoticeToTell[], storms: boolean): Because | null {
  if (told.length > MOST_APART || (storms && told.length > 1)) return "storm";
  return told.some(({ notice }) => notice.reason === "quiet_hours") ? "quiet_hours" : null;
}

function summaryOf(incidents: readonly ToldIncident[], because: Because): AlertPayload {
  const resolved = incidents.filter(({ notice }) => notice === "resolved").length;
  const opened = incidents.filter(({ notice: kind }) => isOpening({ kind })).length;
  return { tells: "summary", because, opened, resolved, incidents: incidents.slice(0, NAMED_IN_SUMMARY) };
}

const rankOf = ({ incident }: NoticeToTell) =>
  (incident.state === "resolved" ? SEVERITIES.length : 0) + SEVERITIES.indexOf(incident.severity);
const byAge = (a: NoticeToTell, b: NoticeToTell) => a.incident.openedAt.getTime() - b.incident.openedAt.getTime();

function toldIncident({ notice, incident }: NoticeToTell, affected: string[]): ToldIncident {
  const { id, rule, subject, severity, state, facts, openings, acknowledgedBy } = incident;
  const [openedAt, resolvedAt] = [incident.openedAt.toISOString(), incident.resolvedAt?.toISOString() ?? null];
  const known = { id, rule, subject, severity, state, facts, openings, acknowledgedBy };
  return { ...known, notice: notice.kind, openedAt, resolvedAt, affected };
}

function dedupeKeyOf(channelId: string, notices: readonly ChannelNotice[]): string {
  const ids = notices.map(({ id }) => id).sort();
  return `alert:${channelId}:${createHash("sha256").update(ids.join()).digest("hex")}`;
}
