import { z } from "zod";
import { toIncident } from "../../alerts/incidents/incident-rows.ts";
import type { Incident } from "../../alerts/words/incident.ts";
import { INCIDENT_STATES, RULES, SEVERITIES } from "../../alerts/words/vocabulary.ts";
import type { Db, Prisma } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";
import { instant } from "../words/instant.ts";
import { timeCursor, timeCursorOf } from "./time-cursor.ts";

/** What a list can be narrowed to; `unresolved` is open or acknowledged. */
export const STATE_FILTERS = [...INCIDENT_STATES, "unresolved"] as const;

/** Query of `GET /api/admin/alerts`. `from` and `to` (exclusive) are about when it was opened. */
export const incidentsQuery = z.strictObject({
  limit: wholeNumber(1, 200).default(50),
  cursor: timeCursor.optional(),
  state: z.enum(STATE_FILTERS).optional(),
  severity: z.enum(SEVERITIES).optional(),
  rule: z.enum(RULES).optional(),
  /** A job's name. */
  job: z.string().max(100).optional(),
  category: z.string().max(100).optional(),
  subject: z.string().max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type IncidentsQuery = z.output<typeof incidentsQuery>;

interface IncidentPage {
  /** The latest opened first. */
  incidents: Incident[];
  /** Leads to the next entries as `cursor=`, null at the end. */
  nextCursor: string | null;
}

/** One page of incidents, those that follow from another included. */
export async function listIncidents({ db }: { db: Db }, query: IncidentsQuery): Promise<IncidentPage> {
  const rows = await db.incident.findMany({
    where: conditionOf(query),
    orderBy: [{ openedAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
  });
  const incidents = rows.slice(0, query.limit).map(toIncident);
  const last = incidents.at(-1);
  return { incidents, nextCursor: rows.length > query.limit && last ? timeCursorOf(last.openedAt, last.id) : null };
}

function conditionOf({ state, severity, rule, job, category, subject, from, to, cursor: after }: IncidentsQuery) {
  const conditions: Prisma.IncidentWhereInput[] = [
    ...(state === undefined ? [] : [state === "unresolved" ? { resolvedAt: null } : { state }]),
    ...(severity === undefined ? [] : [{ severity }]),
    ...(rule === undefined ? [] : [{ rule }]),
    ...(job === undefined ? [] : [{ jobName: job }]),
    ...(category === undefined ? [] : [{ category }]),
    ...(subject === undefined ? [] : [{ subject }]),
    ...(from === undefined ? [] : [{ openedAt: { gte: from } }]),
    ...(to === undefined ? [] : [{ openedAt: { lt: to } }]),
    ...(after === undefined
      ? []
      : [{ OR: [{ openedAt: { lt: after.at } }, { openedAt: after.at, id: { lt: after.id } }] }]),
  ];
  return { AND: conditions };
}

/** The most that is read of what is wrong now: who has more looks at the list of the API. */
const MOST_OPEN = 300;

/** An incident with those that follow from it and are told with it. */
export interface OpenIncident extends Incident {
  follows: Incident[];
}

/** What is wrong now, the worst first, and of one severity the oldest; what follows from another stands below it. */
export async function readOpenIncidents(
  { db }: { db: Db },
  query: Partial<Pick<IncidentsQuery, "state" | "severity" | "rule" | "job" | "from" | "to">> = {},
): Promise<OpenIncident[]> {
  const where = { AND: [conditionOf({ ...query, limit: MOST_OPEN }), { resolvedAt: null }] };
  const rows = await db.incident.findMany({ where, orderBy: { openedAt: "asc" }, take: MOST_OPEN });
  return worstFirst(rows.map(toIncident));
}

/** Puts each below its cause, where that is among them. */
function worstFirst(incidents: readonly Incident[]): OpenIncident[] {
  const known = new Set(incidents.map(({ id }) => id));
  const following = Map.groupBy(incidents, ({ causeId }) => (causeId !== null && known.has(causeId) ? causeId : ""));
  const rank = ({ severity }: Incident) => SEVERITIES.indexOf(severity);
  return (following.get("") ?? [])
    .map((incident) => ({ ...incident, follows: allBelow(incident.id, following) }))
    .sort((a, b) => rank(a) - rank(b));
}

/** Also what follows from what follows. */
function allBelow(id: string, following: ReadonlyMap<string, readonly Incident[]>): Incident[] {
  return (following.get(id) ?? []).flatMap((incident) => [incident, ...allBelow(incident.id, following)]);
}

/** The open incidents that are about a job. */
export async function readIncidentsOfJob({ db }: { db: Db }, jobName: string): Promise<OpenIncident[]> {
  return await readOpenIncidents({ db }, { job: jobName });
}

/** The incidents that a run opened, kept open or closed: those that name it, and what its handler raised. */
export async function readIncidentsOfRun({ db }: { db: Db }, runId: string): Promise<Incident[]> {
  const found = await db.$queryRaw<{ id: string }[]>`
    select i.id from incidents i where i.id in (
      select n.id from incidents n where n.job_name = (select l.job_name from cron_job_logs l where l.id = ${runId}::uuid)
         and (n.facts -> 'run' ->> 'id' = ${runId} or exists (
           select 1 from incident_entries e where e.incident_id = n.id and e.detail ->> 'runId' = ${runId}))
      union
      select n.id from alert_reports r join incidents n on n.rule = 'raised' and n.subject = r.subject
       where r.run_id = ${runId}::uuid and n.opened_at <= r.at and (n.resolved_at is null or n.resolved_at >= r.at))`;
  const where = { id: { in: found.map(({ id }) => id) } };
  const rows = await db.incident.findMany({ where, orderBy: { openedAt: "desc" } });
  return rows.map(toIncident);
}
