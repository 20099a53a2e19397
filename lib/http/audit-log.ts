import { z } from "zod";
import type { Db } from "../db.ts";

/** Query of `GET /api/admin/audit-log`. `cursor` is the `nextCursor` of an earlier answer. */
export const auditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
  target: z.string().max(200).optional(),
  actor: z.string().max(200).optional(),
});

/** Who did what, newest first: ids are UUIDv7, so their order is that of time. */
export async function listAudit(db: Db, { limit, cursor, target, actor }: z.output<typeof auditQuery>) {
  const rows = await db.cronAuditLog.findMany({
    where: { ...(cursor && { id: { lt: cursor } }), ...(target && { target }), ...(actor && { actor }) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const entries = rows.slice(0, limit);
  return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
