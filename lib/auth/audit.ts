import type { Json } from "../cron/words/json.ts";
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
export async function recordAudit(
  table: AuditTable,
  acting: Acting,
  { action, target, before, after, note = null }: AuditEntry,
): Promise<void> {
  const { headers, runtime } = acting;
  await table.cronAuditLog.create({
    data: {
      actor: actorName(acting).slice(0, 200),
      action,
      target: target.slice(0, 200),
      before: nullable(before),
      after: nullable(after),
      note,
      address: addressOf(headers, runtime.env).slice(0, 64),
      userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
    },
  });
}

/** A column that is null in SQL, not the JSON word null. */
function nullable(value: Json | undefined) {
  return value === undefined || value === null ? Prisma.DbNull : value;
}
