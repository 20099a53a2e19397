import type { Prisma } from "../../db.ts";
import type { AlertRows, TurnDecision } from "../incidents/decide-turn.ts";
import { insertEntries, insertIncidents, toIncident, updateIncidents } from "../incidents/incident-rows.ts";
import type { ChannelNotice, ChannelWishes } from "../incidents/notices.ts";
import type { Silence } from "../incidents/silences.ts";
import { type AlertMessage, STORM } from "../incidents/telling.ts";
import { putMessage, sqlWithin } from "../outbox/put-message.ts";
import type { Incident, Signal } from "../words/incident.ts";
import type { NoticeKind, NoticeReason, RuleName, Severity } from "../words/vocabulary.ts";

type Tx = Prisma.TransactionClient;
type ChannelRow = Prisma.AlertChannelGetPayload<object>;
type NoticeRow = Prisma.AlertNoticeGetPayload<object>;

/** All that is not over, as the readers of signals are given it. */
export async function readUnresolved(db: Pick<Tx, "incident">): Promise<Incident[]> {
  return (await db.incident.findMany({ where: { resolvedAt: null }, orderBy: { openedAt: "asc" } })).map(toIncident);
}

/** Reads what a turn decides on, and keeps people from changing it until the turn is written. */
export async function readAlertRows(tx: Tx, signals: readonly Signal[], now: Date): Promise<AlertRows> {
  await tx.$queryRaw`select 1 from incidents where resolved_at is null order by id for update`;
  const ids = await relevantIds(tx, signals);
  const incidents = await tx.incident.findMany({ where: { id: { in: ids } }, orderBy: { openedAt: "asc" } });
  const notices = await tx.alertNotice.findMany({ where: { incidentId: { in: ids } }, orderBy: { createdAt: "asc" } });
  const channels = await tx.alertChannel.findMany({ orderBy: { id: "asc" } });
  return {
    incidents: incidents.map(toIncident),
    notices: notices.map(toNotice),
    channels: channels.map(toWishes),
    silences: await readSilences(tx, now),
    toldAt: await readToldAt(tx, now),
  };
}

/** See `AlertRows.incidents`. */
async function relevantIds(tx: Tx, signals: readonly Signal[]): Promise<string[]> {
  const wrong = signals.filter(({ says }) => says === "wrong").map(({ rule, subject }) => ({ rule, subject }));
  const rows = await tx.$queryRaw<{ id: string }[]>`
    with base as (
      select id from incidents where resolved_at is null
      union select cause_id from incidents where resolved_at is null and cause_id is not null
      union select incident_id from alert_notices where message_id is null and dropped_at is null
      union select latest.id
        from jsonb_to_recordset(${JSON.stringify(wrong)}::jsonb) as w(rule text, subject text)
       cross join lateral (select i.id from incidents i where i.rule = w.rule and i.subject = w.subject
         order by i.resolved_at desc limit 1) latest)
    select id from base union select f.id from incidents f join base on f.cause_id = base.id`;
  return rows.map(({ id }) => id);
}

/** CHECKs of the table, and the words that wrote it, keep the words of its columns. */
function toNotice(row: NoticeRow): ChannelNotice {
  return { ...row, kind: row.kind as NoticeKind, reason: row.reason as NoticeReason | null };
}

function toWishes(row: ChannelRow): ChannelWishes {
  const { id, enabled, categories, quietFrom, quietUntil, quietZone } = row;
  const isQuiet = quietFrom !== null && quietUntil !== null && quietZone !== null;
  return {
    ...{ id, enabled, categories },
    minSeverity: row.minSeverity as Severity,
    mutedRules: row.mutedRules as RuleName[],
    quiet: isQuiet ? { from: quietFrom, until: quietUntil, zone: quietZone } : null,
  };
}

async function readSilences(tx: Tx, now: Date): Promise<Silence[]> {
  const select = { id: true, subject: true, until: true, reason: true, actor: true };
  return await tx.alertSilence.findMany({ where: { endedAt: null, until: { gt: now } }, select });
}

/** When each channel was told lately: a message tells its notices at one instant. */
async function readToldAt(tx: Tx, now: Date): Promise<Map<string, Date[]>> {
  const since = new Date(now.getTime() - STORM.withinMs);
  const told = await tx.alertNotice.findMany({
    where: { dueAt: { gt: since }, messageId: { not: null } },
    distinct: ["channelId", "messageId"],
    select: { channelId: true, dueAt: true },
  });
  const byChannel = Map.groupBy(told, ({ channelId }) => channelId);
  return new Map([...byChannel].map(([id, at]) => [id, at.map(({ dueAt }) => dueAt)]));
}

/** Writes what a turn decided. @returns how many messages were put into the outbox */
export async function writeDecision(tx: Tx, decision: TurnDecision, now: Date): Promise<number> {
  await insertIncidents(tx, decision.opened);
  await updateIncidents(tx, decision.changed);
  await insertEntries(tx, decision.entries);
  await insertNotices(tx, decision.announced);
  const told = await putMessages(tx, decision.messages, now);
  await updateNotices(tx, [...decision.moved, ...told]);
  return decision.messages.length;
}

async function insertNotices(tx: Tx, notices: ChannelNotice[]): Promise<void> {
  if (notices.length > 0) await tx.alertNotice.createMany({ data: notices });
}

/** @returns the notices, as the messages tell them now */
async function putMessages(tx: Tx, messages: readonly AlertMessage[], now: Date): Promise<ChannelNotice[]> {
  const told: ChannelNotice[] = [];
  for (const { channelId, dedupeKey, payload, notices } of messages) {
    const runId = "incidents" in payload && payload.incidents.length === 1 ? payload.incidents[0]?.facts.run?.id : null;
    const message = { kind: "alert", channelId, dedupeKey, payload, ...(runId && { runId }) } as const;
    const { id } = await putMessage(sqlWithin(tx), message);
    told.push(...notices.map((notice) => ({ ...notice, messageId: id, dueAt: now })));
  }
  return told;
}

async function updateNotices(tx: Tx, notices: readonly ChannelNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await tx.$executeRaw`
    update alert_notices n set due_at = c."dueAt", reason = c.reason, message_id = c."messageId", dropped_at = c."droppedAt"
      from jsonb_to_recordset(${JSON.stringify(notices)}::jsonb) as c(
             id uuid, "dueAt" timestamptz, reason text, "messageId" uuid, "droppedAt" timestamptz)
     where n.id = c.id`;
}
