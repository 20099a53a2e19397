import type { Incident } from "../words/incident.ts";
import type { NoticeKind, NoticeReason, RuleName, Severity } from "../words/vocabulary.ts";
import { subjects } from "../words/vocabulary.ts";
import { type IncidentChange, isWorse } from "./machine.ts";

/** One thing to tell one channel about one incident, as its row has it. */
export interface ChannelNotice {
  id: string;
  incidentId: string;
  channelId: string;
  kind: NoticeKind;
  /** The opening's number, or one that tells apart what an opening is told of several times. */
  sequence: number;
  createdAt: Date;
  /** Not told before this; once told, when that was. */
  dueAt: Date;
  /** Why it waits, waited or was dropped. */
  reason: NoticeReason | null;
  /** The message that tells it; null while it waits. */
  messageId: string | null;
  droppedAt: Date | null;
}

/** What a channel wants to be told, and when. */
export interface ChannelWishes {
  id: string;
  enabled: boolean;
  minSeverity: Severity;
  mutedRules: readonly RuleName[];
  /** Empty: all. What is of no category concerns everybody. */
  categories: readonly string[];
  /** Local times `HH:MM` of a zone; null: it is never quiet. */
  quiet: { from: string; until: string; zone: string } | null;
}

/** An unacknowledged critical incident is brought up again so long after its channel was told of it. */
const REMINDERS_MS: readonly number[] = [1, 4, 24].map((hours) => hours * 3_600_000);
/** The reminders of one opening; numbered apart from those of the next. */
const REMINDER_NUMBERS = 10;

interface Announced {
  now: Date;
  newId(): string;
  channels: readonly ChannelWishes[];
  /** Of the incidents that are told of. */
  notices: readonly ChannelNotice[];
}

/** Whether the channel is to be told of such an incident at all. Of its own trouble it cannot tell. */
export function wants(channel: ChannelWishes, incident: Incident): boolean {
  if (!channel.enabled || incident.subject === subjects.channel(channel.id)) return false;
  if (isWorse(channel.minSeverity, incident.severity) || channel.mutedRules.includes(incident.rule)) return false;
  const { categories } = channel;
  return categories.length === 0 || incident.category === null || categories.includes(incident.category);
}

/** What the channels are to be told of what happened; whether and when they are is decided apart. */
export function announce(
  { incident, event }: Pick<IncidentChange, "incident" | "event">,
  parts: Announced,
): ChannelNotice[] {
  if (event === null) return [];
  return parts.channels.flatMap((channel) => {
    const own = parts.notices.filter((notice) => isAbout(notice, incident, channel) && isOpening(notice));
    const told = tellingOf(event, incident, { wanted: wants(channel, incident), openings: own });
    return told ? [noticeOf(incident, channel, { ...parts, ...told })] : [];
  });
}

export const isOpening = ({ kind }: Pick<ChannelNotice, "kind">) => kind === "opened" || kind === "reopened";

const isAbout = (notice: ChannelNotice, incident: Incident, channel: ChannelWishes) =>
  notice.incidentId === incident.id && notice.channelId === channel.id;

type Telling = Pick<ChannelNotice, "kind" | "sequence"> | null;

function tellingOf(
  event: Exclude<IncidentChange["event"], null>,
  incident: Incident,
  { wanted, openings }: { wanted: boolean; openings: readonly ChannelNotice[] },
): Telling {
  const opening = { kind: incident.openings > 1 ? "reopened" : "opened", sequence: incident.openings } as const;
  switch (event) {
    case "opened":
    case "reopened":
      return wanted ? opening : null;
    case "escalated":
      if (!wanted) return null;
      // For a channel that heard nothing of the lesser trouble, it opens now.
      return openings.some((notice) => notice.sequence === incident.openings)
        ? { kind: "escalated", sequence: escalationNumber(incident) }
        : opening;
    case "resolved":
      // Also to one that does not want to hear of the present opening, but was told of an earlier one and not of its end.
      return openings.some(({ droppedAt }) => !droppedAt) ? { kind: "resolved", sequence: incident.openings } : null;
  }
}

/** An opening rises at most twice: to a warning, and to a critical one. */
const escalationNumber = ({ openings, severity }: Incident) => openings * 2 + (severity === "critical" ? 1 : 0);

function noticeOf(
  { id: incidentId }: Incident,
  { id: channelId }: ChannelWishes,
  { now, newId, kind, sequence }: Pick<Announced, "now" | "newId"> & Pick<ChannelNotice, "kind" | "sequence">,
): ChannelNotice {
  const waiting = { createdAt: now, dueAt: now, reason: null, messageId: null, droppedAt: null };
  return { id: newId(), incidentId, channelId, kind, sequence, ...waiting };
}

/** The reminders that are due: each number once, and of several that were missed only the last. */
export function remind(incidents: readonly Incident[], parts: Announced): ChannelNotice[] {
  return incidents
    .filter((incident) => needsReminder(incident, parts.now))
    .flatMap((incident) => parts.channels.flatMap((channel) => reminderOf(incident, channel, parts)));
}

export function needsReminder({ severity, state, causeId, snoozedUntil }: Incident, now: Date): boolean {
  if (severity !== "critical" || state !== "open" || causeId !== null) return false;
  return snoozedUntil === null || snoozedUntil <= now;
}

function reminderOf(incident: Incident, channel: ChannelWishes, parts: Announced): ChannelNotice[] {
  const own = parts.notices.filter((notice) => isAbout(notice, incident, channel));
  const openMs = parts.now.getTime() - toldCriticalMs(incident, own);
  const number = REMINDERS_MS.filter((afterMs) => afterMs <= openMs).length;
  const sequence = incident.openings * REMINDER_NUMBERS + number;
  const isKnown = own.some((notice) => notice.kind === "reminder" && notice.sequence >= sequence);
  if (number === 0 || isKnown || !wants(channel, incident)) return [];
  return [noticeOf(incident, channel, { ...parts, kind: "reminder", sequence })];
}

/** When the channel was told of the present opening, or that it became worse; infinite: not yet. */
function toldCriticalMs({ openings }: Incident, own: readonly ChannelNotice[]): number {
  const told = own.filter(({ messageId }) => messageId !== null);
  if (!told.some((notice) => isOpening(notice) && notice.sequence === openings)) return Number.POSITIVE_INFINITY;
  return Math.max(...told.filter(({ kind }) => kind !== "reminder").map(({ dueAt }) => dueAt.getTime()));
}
