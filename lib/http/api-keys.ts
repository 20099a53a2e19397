import { z } from "zod";
import type { Db } from "../db.ts";
import { effectivePermissions } from "./auth/check-api-key.ts";
import { KEY_PERMISSIONS } from "./permissions.ts";

/** Letters and digits of any script first, so that `key:<name>` in the audit log is easy to read and to copy. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u;

/** Body of `POST /api/admin/api-keys`. */
export const newKeyBody = z.strictObject({
  name: z.string().trim().regex(NAME, "1 to 60 letters, digits, spaces, dots, dashes or underscores"),
  permissions: z.array(z.enum(KEY_PERMISSIONS)).min(1, "name at least one permission"),
  /** Null: it does not expire. */
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
});

export type KeyState = "active" | "expired" | "revoked";

/** An API key as people see it: never the secret, of which only the hash is kept. */
export interface ListedKey {
  id: string;
  name: string;
  state: KeyState;
  /** What it was given. */
  permissions: readonly string[];
  /** What of it counts now: no more than its maker may do. */
  effectivePermissions: readonly string[];
  /** E-mail address of its maker; null when the account is gone. */
  createdBy: string | null;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Every key that was ever made, newest first. */
export async function listApiKeys(db: Db, now: Date): Promise<ListedKey[]> {
  const rows = await db.apiKey.findMany({
    omit: { secretHash: true, createdById: true },
    include: { createdBy: { select: { email: true, role: true, banned: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
    ...row,
    state: stateOf(row, now),
    effectivePermissions: effectivePermissions(row),
    createdBy: row.createdBy?.email ?? null,
  }));
}

function stateOf({ revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null }, now: Date): KeyState {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}
