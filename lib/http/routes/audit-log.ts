import { z } from "zod";
import { wholeNumber } from "../../dashboard/forms/readable-query.ts";
import { instant } from "../../dashboard/words/instant.ts";
import type { Db, Prisma } from "../../db.ts";
import { csvLine, download, json } from "../answers/answers.ts";
import type { AdminCall } from "./admin-route.ts";

/** The part of the query that says which entries are meant. `to` is exclusive. */
const filter = {
  target: z.string().max(200).optional(),
  actor: z.string().max(200).optional(),
  action: z.string().max(60).optional(),
  from: instant.optional(),
  to: instant.optional(),
};

/** Query of the page. `cursor` is the `nextCursor` of an earlier answer. */
export const auditQuery = z.strictObject({
  ...filter,
  limit: wholeNumber(1, 200).default(50),
  cursor: z.uuid().optional(),
});
export type AuditQuery = z.output<typeof auditQuery>;

/** Query of `GET /api/admin/audit-log`: `format=csv` sends all entries that pass the filter as a file. */
export const auditRouteQuery = auditQuery.extend({ format: z.enum(["json", "csv"]).default("json") });

export type AuditRow = Prisma.CronAuditLogGetPayload<Record<never, never>>;

/** The choices of the filter come from this many of the latest entries. */
const CHOICE_ROWS = 2_000;
/** Rows of one statement of an export. */
const BATCH = 1_000;

/** Who did what, newest first: ids are UUIDv7, so their order is that of time. */
export async function listAudit(db: Db, { limit, cursor, ...where }: AuditQuery) {
  const rows = await db.cronAuditLog.findMany({
    where: { ...condition(where), ...(cursor && { id: { lt: cursor } }) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const entries = rows.slice(0, limit);
  return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

/** Who acted and what was done lately, in alphabetical order: what the filter offers. */
export async function readAuditChoices(db: Db): Promise<{ actors: string[]; actions: string[] }> {
  const rows = await db.cronAuditLog.findMany({
    select: { actor: true, action: true },
    orderBy: { id: "desc" },
    take: CHOICE_ROWS,
  });
  const distinct = (values: string[]) => [...new Set(values)].sort();
  return { actors: distinct(rows.map(({ actor }) => actor)), actions: distinct(rows.map(({ action }) => action)) };
}

const COLUMNS = {
  at: (row) => row.at,
  actor: (row) => row.actor,
  action: (row) => row.action,
  target: (row) => row.target,
  before: (row) => jsonCell(row.before),
  after: (row) => jsonCell(row.after),
  note: (row) => row.note,
  address: (row) => row.address,
  user_agent: (row) => row.userAgent,
} satisfies Record<string, (row: AuditRow) => string | Date | null>;

/** A page of entries as JSON, or all that pass the filter as a CSV file, which is sent while it is read. */
export async function auditLog(call: AdminCall<unknown, z.output<typeof auditRouteQuery>>): Promise<Response> {
  const { format, ...query } = call.query;
  const { db } = call.runtime;
  if (format === "json") return json({ success: true, ...(await listAudit(db, query)) });
  const contentType = "text/csv; charset=utf-8; header=present";
  return download(csvLines(db, query), { contentType, fileName: "audit-log.csv", stillMay: call.stillMay });
}

async function* csvLines(db: Db, query: AuditQuery): AsyncGenerator<string> {
  yield csvLine(Object.keys(COLUMNS));
  let cursor = query.cursor;
  do {
    const { entries, nextCursor } = await listAudit(db, { ...query, limit: BATCH, cursor });
    yield entries.map((row) => csvLine(Object.values(COLUMNS).map((cell) => cell(row)))).join("");
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function condition({ target, actor, action, from, to }: Omit<AuditQuery, "limit" | "cursor">) {
  return {
    ...(target && { target }),
    ...(actor && { actor }),
    ...(action && { action }),
    ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
  };
}

function jsonCell(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
