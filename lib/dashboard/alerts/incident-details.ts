import { z } from "zod";
import { toIncident } from "../../alerts/incidents/incident-rows.ts";
import type { Incident } from "../../alerts/words/incident.ts";
import { incidentFields } from "../../alerts/words/incident-fields.ts";
import { entryOf } from "../../alerts/words/links.ts";
import { type IncidentSaid, tellIncident } from "../../alerts/words/tell-incident.ts";
import type { ToldFact } from "../../alerts/words/told-alert.ts";
import {
  type EntryKind,
  type MessageState,
  NOTICE_KINDS,
  type NoticeKind,
  type NoticeReason,
} from "../../alerts/words/vocabulary.ts";
import type { Json } from "../../cron/words/json.ts";
import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import type { Entry } from "../words/entries.ts";

/** One line of an incident's timeline. */
export interface TimelineLine {
  id: string;
  at: Date;
  kind: EntryKind;
  /** Null: Belfry itself. */
  actor: string | null;
  note: string | null;
  detail: Json;
}

/** What one channel is told, or was to be told, of an incident. */
export interface ShownNotice {
  id: string;
  kind: NoticeKind;
  channelId: string;
  channelName: string;
  createdAt: Date;
  /** Not told before this. */
  dueAt: Date;
  /** Why it waits or was dropped. */
  reason: NoticeReason | null;
  droppedAt: Date | null;
  /** The message that tells it; null while it waits. */
  message: { id: string; state: MessageState; deliveredAt: Date | null; reason: string | null } | null;
}

export interface IncidentDetails {
  incident: Incident;
  cause: Incident | null;
  /** What follows from it and is told with it. */
  follows: Incident[];
  /** Oldest first. */
  timeline: TimelineLine[];
  /** There are earlier lines than these. */
  isCut: boolean;
  /** Latest first. */
  notices: ShownNotice[];
}

/** A flapping incident may have thousands of lines: the latest are told. */
const MOST_LINES = 500;
const MOST_FOLLOWING = 200;

/** One incident with all that is known of it, or null when there is none (any more). */
export async function readIncident({ db }: { db: Db }, id: string): Promise<IncidentDetails | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db.incident.findUnique({ where: { id } });
  if (row === null) return null;
  const incident = toIncident(row);
  const [cause, follows, timeline, notices] = await Promise.all([
    incident.causeId === null ? null : db.incident.findUnique({ where: { id: incident.causeId } }),
    db.incident.findMany({ where: { causeId: id }, orderBy: { openedAt: "asc" }, take: MOST_FOLLOWING }),
    readTimeline(db, id),
    readNotices(db, id),
  ]);
  return {
    incident,
    cause: cause && toIncident(cause),
    follows: follows.map(toIncident),
    timeline: timeline.slice(-MOST_LINES),
    isCut: timeline.length > MOST_LINES,
    notices,
  };
}

async function readTimeline(db: Db, incidentId: string): Promise<TimelineLine[]> {
  const rows = await db.incidentEntry.findMany({
    where: { incidentId },
    orderBy: { id: "desc" },
    take: MOST_LINES + 1,
  });
  return rows.reverse().map(({ id, at, kind, actor, note, detail }) => ({
    ...{ at, actor, note, id: String(id), detail: detail as Json },
    // What a later release may write is shown by its own word.
    kind: kind as EntryKind,
  }));
}

async function readNotices(db: Db, incidentId: string): Promise<ShownNotice[]> {
  const rows = await db.alertNotice.findMany({
    where: { incidentId },
    include: { channel: { select: { name: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: MOST_LINES,
  });
  const ids = rows.flatMap(({ messageId }) => messageId ?? []);
  const select = { id: true, state: true, deliveredAt: true, reason: true };
  const messages = await db.outboxMessage.findMany({ where: { id: { in: ids } }, select });
  const known = new Map(messages.map((message) => [message.id, message]));
  return rows.map(({ id, kind, channelId, channel, createdAt, dueAt, reason, droppedAt, messageId }) => {
    const message = messageId === null ? undefined : known.get(messageId);
    return {
      ...{ id, channelId, channelName: channel.name, createdAt, dueAt, droppedAt },
      kind: kind as NoticeKind,
      reason: reason as NoticeReason | null,
      message: message ? { ...message, state: message.state as MessageState } : null,
    };
  });
}

/** An incident in the words of whoever looks at it. */
export interface ShownIncident extends IncidentSaid {
  fields: readonly ToldFact[];
  /** The entry of the troubleshooting that says more. */
  entry: Entry;
}

/** @param zone in which instants are told */
export function shownIncident(
  words: Words,
  { incident, follows }: Pick<IncidentDetails, "incident" | "follows">,
  zone: string,
): ShownIncident {
  const { openedAt, resolvedAt } = incident;
  const affected = follows.map(({ subject }) => subject);
  const instants = { openedAt: openedAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null };
  return {
    ...tellIncident(words, incident, zone),
    fields: incidentFields(words, { ...incident, ...instants, affected }, zone),
    entry: entryOf(incident),
  };
}

const isoDate = z.iso.datetime().transform((text) => new Date(text));
const lineDetail = z.object({
  until: isoDate.optional().catch(undefined),
  runId: z.uuid().optional().catch(undefined),
  notice: z.enum(NOTICE_KINDS).optional().catch(undefined),
  /** Its name. */
  channel: z.string().optional().catch(undefined),
});

/** What a line of the timeline says beside its words; what cannot be read is left out. */
export function detailOf(detail: Json): z.output<typeof lineDetail> {
  return lineDetail.catch({}).parse(detail);
}
