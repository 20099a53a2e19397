import { randomBytes } from "node:crypto";
import type { SqlTransaction } from "../cron/ports/queue.ts";
import type { Json } from "../cron/words/json.ts";
import { newRunId } from "../cron/words/run-id.ts";
import { type Db, Prisma } from "../db.ts";
import { type Acting, actorName } from "./acting.ts";
import { addressOf } from "./caller.ts";

export interface AuditEntry {
  /** `noun.verb`, for example `job.toggle`. */
  action: string;
  /** What it was done to: a job's name or a run's id. */
  target: string;
  before?: Json;
  after?: Json;
  note?: string | null;
}

type AuditTable = Pick<Db, "cronAuditLog">;

/**
 * Writes who did what, when, from where, before and after. The table takes no change and no deletion.
 * @param table the client, or the transaction that also makes the change
 */
export async function recordAudit(table: AuditTable, acting: Acting, entry: AuditEntry): Promise<void> {
  const { before, after, ...row } = auditRow(acting, entry);
  await table.cronAuditLog.create({ data: { ...row, before: nullable(before), after: nullable(after) } });
}

/** The same within a transaction of the engine's own, so that its act and this row are committed together. */
export async function recordAlongside(within: SqlTransaction, acting: Acting, entry: AuditEntry): Promise<void> {
  const { actor, action, target, before, after, note, address, userAgent } = auditRow(acting, entry);
  const json = [before, after].map((value) => (value === null ? null : JSON.stringify(value)));
  await within.query(
    `insert into cron_audit_log (id, actor, action, target, before, after, note, address, user_agent)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [newRunId(new Date(), randomBytes), actor, action, target, ...json, note, address, userAgent],
  );
}

function auditRow({ headers, runtime, ...acting }: Acting, entry: AuditEntry) {
  const { action, target, before = null, after = null, note = null } = entry;
  return {
    actor: actorName(acting).slice(0, 200),
    action,
    target: target.slice(0, 200),
    before,
    after,
    note,
    address: addressOf(headers, runtime.env).slice(0, 64),
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  };
}

/** A column that is null in SQL, not the JSON word null. */
function nullable(value: Json) {
  return value === null ? Prisma.DbNull : value;
}
