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

/** The row as the words have it. @throws ZodError when its facts are none */
export function toIncident(row: IncidentRow): Incident {
  return {
    ...row,
    // CHECKs of the table, and the words that wrote it, keep these.
    rule: row.rule as RuleName,
    severity: row.severity as Severity,
    state: row.state as IncidentState,
    facts: incidentFacts.parse(row.facts),
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
 * Writes what became of an incident, raising its version.
 * @throws Error when somebody changed the row since it was read: the transaction must not be kept
 */
export async function updateIncident(tx: Prisma.TransactionClient, incident: Incident): Promise<void> {
  const { id, version, ...row } = toRow(incident);
  const { count } = await tx.incident.updateMany({ where: { id, version }, data: { ...row, version: version + 1 } });
  if (count === 0) throw new Error(`Incident ${id} was changed by somebody else since its version ${version} was read`);
}

export async function insertEntries(tx: Prisma.TransactionClient, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.incidentEntry.createMany({
    data: entries.map(({ detail, ...entry }) => ({ ...entry, ...detailOf(detail) })),
  });
}

const detailOf = (detail: Json | null) => (detail === null ? {} : { detail });
