import { randomBytes } from "node:crypto";
import type { SqlTransaction } from "../cron/ports/queue.ts";
import type { Json } from "../cron/words/json.ts";
import { newRunId } from "../cron/words/run-id.ts";
import { type Db, Prisma } from "../db.ts";
import { type Acting, actorName } from "./acting.ts";
import { addressOf } from "./caller.ts";
import { ApiError } from "./refusals.ts";

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

/** An act that no transaction of ours can hold: deletion in batches, a bucket, the auth library. */
export interface AuditedAct<Done> {
  entry: Pick<AuditEntry, "action" | "target">;
  act(): Promise<Done>;
  /** What came of it, for the audit log. */
  told(done: Done): Record<string, Json>;
}

/**
 * Does what cannot be committed together with its row: the intent is written first, so that nothing is done without
 * one, and beside it what came of it. @throws what `act` throws, once that is written down
 */
export async function actOnRecord<Done>(acting: Acting, { entry, act, told }: AuditedAct<Done>): Promise<Done> {
  const record = (after: Json) => recordAudit(acting.runtime.db, acting, { ...entry, after });
  await record({ outcome: "begun" });
  let done: Done;
  try {
    done = await act();
  } catch (error) {
    await record({ outcome: "failed", reason: reasonOf(error) });
    throw error;
  }
  await record({ outcome: "done", ...told(done) });
  return done;
}

/** A machine word: the sentence may be long, and is told to whoever acts. */
function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.fields.code;
  return error instanceof Error ? error.name : "unknown";
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
