import type { Prisma } from "../../db.ts";
import type { Incident } from "../words/incident.ts";
import { insertEntries, lockIncident, type NewEntry, updateIncidents } from "./incident-rows.ts";

/** What a person does to an incident. */
export type IncidentAct =
  /** Somebody sees to it: nobody is reminded any more. */
  | { act: "acknowledge"; note: string | null }
  /** Nobody is reminded before that instant. */
  | { act: "snooze"; until: Date }
  | { act: "note"; note: string }
  /** It is over, a person says: opened again only by something newer than the latest signal. */
  | { act: "resolve"; note: string | null };

export interface IncidentOrder {
  id: string;
  order: IncidentAct;
  /** Who acts, as the audit log names them. */
  actor: string;
  now: Date;
}

export type IncidentAnswer =
  | { outcome: "done"; before: Incident; after: Incident }
  /** It was so before; nothing is written. */
  | { outcome: "unchanged"; incident: Incident }
  /** `resolved`: only a note may follow its end. `past`: the instant has gone by. */
  | { outcome: "refused"; reason: "resolved" | "past"; incident: Incident }
  | { outcome: "unknown" };

type Decided = { incident: Incident; entry: NewEntry } | "unchanged" | "resolved" | "past";

/** What becomes of an incident by a person's act; pure. */
export function decideAct(incident: Incident, { order, actor, now }: Omit<IncidentOrder, "id">): Decided {
  const isOver = incident.state === "resolved";
  const decide = (kind: NewEntry["kind"], change: Partial<Incident>, said: Partial<NewEntry> = {}): Decided => ({
    incident: { ...incident, ...change },
    entry: { incidentId: incident.id, at: now, kind, actor, note: null, detail: null, ...said },
  });
  switch (order.act) {
    case "note":
      return decide("noted", { note: order.note }, { note: order.note });
    case "resolve":
      if (isOver) return "unchanged";
      return decide("resolved", { ...resolvedAt(incident, now), resolvedBy: actor }, { note: order.note });
    case "acknowledge":
      if (isOver) return "resolved";
      if (incident.state === "acknowledged") return "unchanged";
      return decide("acknowledged", acknowledged({ actor, now, note: order.note ?? incident.note }), {
        note: order.note,
      });
    case "snooze":
      if (isOver) return "resolved";
      if (order.until <= now) return "past";
      return decide("snoozed", { snoozedUntil: order.until }, { detail: { until: order.until.toISOString() } });
  }
}

/** A clock that was set back must not have it end before it began. */
export function resolvedAt({ openedAt }: Incident, now: Date): Pick<Incident, "state" | "resolvedAt"> {
  return { state: "resolved", resolvedAt: now < openedAt ? openedAt : now };
}

function acknowledged({ actor, now, note }: { actor: string; now: Date; note: string | null }): Partial<Incident> {
  return { state: "acknowledged", acknowledgedAt: now, acknowledgedBy: actor, note };
}

/**
 * Does it, within the transaction that also writes the audit row. Channels that were told of the opening are told of
 * the end by the evaluator's next turn.
 */
export async function actOnIncident(
  tx: Prisma.TransactionClient,
  { id, ...order }: IncidentOrder,
): Promise<IncidentAnswer> {
  const before = await lockIncident(tx, id);
  if (!before) return { outcome: "unknown" };
  const decided = decideAct(before, order);
  if (decided === "unchanged") return { outcome: "unchanged", incident: before };
  if (decided === "resolved" || decided === "past") return { outcome: "refused", reason: decided, incident: before };
  await updateIncidents(tx, [decided.incident]);
  await insertEntries(tx, [decided.entry]);
  if (decided.incident.state === "resolved" && before.state !== "resolved") await announceEnd(tx, decided.incident);
  return { outcome: "done", before, after: { ...decided.incident, version: before.version + 1 } };
}

/** A notice for each channel that was, or is to be, told of it: the turn that follows tells it, or drops both. */
async function announceEnd(tx: Prisma.TransactionClient, { id, openings, resolvedAt: at }: Incident): Promise<void> {
  await tx.$executeRaw`
    insert into alert_notices (id, incident_id, channel_id, kind, sequence, created_at, due_at)
    select distinct on (channel_id) gen_random_uuid(), incident_id, channel_id, 'resolved', ${openings}::integer,
           ${at}::timestamptz, ${at}::timestamptz
      from alert_notices
     where incident_id = ${id}::uuid and kind in ('opened', 'reopened') and dropped_at is null
    on conflict do nothing`;
}
