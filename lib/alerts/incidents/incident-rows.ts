import type { Json } from "../../cron/words/json.ts";
import type { Prisma } from "../../db.ts";
import { type Incident, incidentFacts } from "../words/incident.ts";
import type { EntryKind, IncidentState, RuleName, Severity } from "../words/vocabulary.ts";

type IncidentRow = Prisma.IncidentGetPayload<object>;

/** One line of an incident's timeline that is to be written. */
export interface NewEntry {
  incidentId: string;
  at: Date;
  kind: EntryKind;
  /** Null: Belfry itself. */
  actor: string | null;
  note: string | null;
  detail: Json | null;
}

/** The row as the words have it. Facts that SQL by hand made wrong are none: no turn may fail over them. */
export function toIncident(row: IncidentRow): Incident {
  return {
    ...row,
    // CHECKs of the table, and the words that wrote it, keep these.
    rule: row.rule as RuleName,
    severity: row.severity as Severity,
    state: row.state as IncidentState,
    facts: incidentFacts.catch({}).parse(row.facts),
  };
}

function toRow({ facts, ...incident }: Incident) {
  return { ...incident, facts: facts as Prisma.InputJsonObject };
}

/** Its row, locked until the transaction ends; null when there is none. */
export async function lockIncident(tx: Prisma.TransactionClient, id: string): Promise<Incident | null> {
  await tx.$queryRaw`select 1 from incidents where id = ${id}::uuid for update`;
  const row = await tx.incident.findUnique({ where: { id } });
  return row && toIncident(row);
}

export async function insertIncidents(tx: Prisma.TransactionClient, incidents: readonly Incident[]): Promise<void> {
  if (incidents.length > 0) await tx.incident.createMany({ data: incidents.map(toRow) });
}

/**
 * Writes what became of incidents, raising their versions.
 * @throws Error when somebody changed one of the rows since it was read: the transaction must not be kept
 */
export async function updateIncidents(tx: Prisma.TransactionClient, incidents: readonly Incident[]): Promise<void> {
  if (incidents.length === 0) return;
  const count = await tx.$executeRaw`
    update incidents i set severity = c.severity, state = c.state, job_name = c.job_name, category = c.category,
           facts = c.facts, cause_id = c.cause_id, last_signal_at = c.last_signal_at, openings = c.openings,
           acknowledged_at = c.acknowledged_at, acknowledged_by = c.acknowledged_by, note = c.note,
           snoozed_until = c.snoozed_until, resolved_at = c.resolved_at, resolved_by = c.resolved_by,
           version = i.version + 1
      from jsonb_to_recordset(${JSON.stringify(incidents.map(toChange))}::jsonb) as c(
             id uuid, version int, severity text, state text, job_name text, category text, facts jsonb, cause_id uuid,
             last_signal_at timestamptz, openings int, acknowledged_at timestamptz, acknowledged_by text, note text,
             snoozed_until timestamptz, resolved_at timestamptz, resolved_by text)
     where i.id = c.id and i.version = c.version`;
  if (count === incidents.length) return;
  throw new Error(`Of ${incidents.length} incidents ${count} were as they had been read: somebody changed the others`);
}

/** The columns that change, by their names. */
function toChange(incident: Incident) {
  const { id, version, severity, state, category, facts, openings, note } = incident;
  const { jobName, causeId, lastSignalAt, acknowledgedAt, acknowledgedBy, snoozedUntil } = incident;
  return {
    ...{ id, version, severity, state, category, facts, openings, note },
    ...{ job_name: jobName, cause_id: causeId, last_signal_at: lastSignalAt, snoozed_until: snoozedUntil },
    ...{ acknowledged_at: acknowledgedAt, acknowledged_by: acknowledgedBy },
    ...{ resolved_at: incident.resolvedAt, resolved_by: incident.resolvedBy },
  };
}

export async function insertEntries(tx: Prisma.TransactionClient, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.incidentEntry.createMany({
    data: entries.map(({ detail, ...entry }) => ({ ...entry, ...detailOf(detail) })),
  });
}

const detailOf = (detail: Json | null) => (detail === null ? {} : { detail });
