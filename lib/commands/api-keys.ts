import { z } from "zod";
import { type Acting, personOf } from "../auth/acting.ts";
import { effectivePermissions, isKeyId, makeApiKey } from "../auth/api-key.ts";
import { recordAudit } from "../auth/audit.ts";
import { KEY_PERMISSIONS } from "../auth/permissions.ts";
import { ApiError, invalidInput, notFound } from "../auth/refusals.ts";
import { isUniqueViolation } from "../auth/seed-admin.ts";
import { exactInstant } from "../dashboard/words/instant.ts";
import { issueAt } from "../dashboard/words/issue-words.ts";
import type { Db } from "../db.ts";

/** Letters and digits of any script first, so that `key:<name>` in the audit log is easy to read and to copy. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u;

/** Body of `POST /api/admin/api-keys`. */
export const newKeyBody = z.strictObject({
  name: z.string().trim().regex(NAME, "1 to 60 letters, digits, spaces, dots, dashes or underscores"),
  permissions: z.array(z.enum(KEY_PERMISSIONS)).min(1, "name at least one permission"),
  /** Null: it does not expire. */
  expiresAt: exactInstant.nullable().default(null),
});

type KeyState = "active" | "expired" | "revoked";

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

interface CreatedKey {
  id: string;
  name: string;
  /** The whole key. It is nowhere to be had again. */
  key: string;
}

/**
 * Makes a key for a program.
 * @throws ApiError 403 for anybody but a person, 409 for a name that any key has or had, 422 for an end that is over
 */
export async function createApiKey(acting: Acting, wanted: z.output<typeof newKeyBody>): Promise<CreatedKey> {
  const { id: createdById } = personOf(acting);
  const { name, expiresAt } = wanted;
  if (expiresAt !== null && expiresAt <= acting.runtime.clock.now()) throw alreadyOver(expiresAt);
  const permissions = [...new Set(wanted.permissions)];
  const { id, secretHash, key } = makeApiKey();
  const after = { id, permissions, expiresAt: expiresAt?.toISOString() ?? null };
  try {
    await acting.runtime.db.$transaction(async (tx) => {
      await tx.apiKey.create({ data: { id, name, secretHash, permissions, expiresAt, createdById } });
      await recordAudit(tx, acting, { action: "key.create", target: name, after });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(name) : error;
  }
  return { id, name, key };
}

/**
 * Ends a key at once. Its row stays.
 * @returns its name
 * @throws ApiError 404 for a key that is unknown or revoked already
 */
export async function revokeApiKey(acting: Acting, id: string): Promise<string> {
  if (!isKeyId(id)) throw noSuchKey(id);
  const { db, clock } = acting.runtime;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: clock.now() } });
    if (count === 0) throw noSuchKey(id);
    const { name, permissions } = await tx.apiKey.findUniqueOrThrow({ where: { id } });
    await recordAudit(tx, acting, { action: "key.revoke", target: name, before: { id, permissions } });
    return name;
  });
}

function alreadyOver(expiresAt: Date): ApiError {
  return invalidInput("body", [issueAt("expiresAt", "not_ahead", { given: expiresAt.toISOString() })]);
}

function noSuchKey(id: string): ApiError {
  return notFound(`There is no API key ${id} that is not revoked`, "unknown_key");
}

function nameTaken(name: string): ApiError {
  return new ApiError(
    `There is, or was, an API key named ${name}: choose another name, so that the audit log stays unambiguous`,
    { status: 409, code: "name_taken" },
  );
}
