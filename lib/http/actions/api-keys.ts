import type { z } from "zod";
import { issueAt } from "../../dashboard/issue-words.ts";
import { type Acting, personOf } from "../acting.ts";
import { ApiError, invalidInput, notFound } from "../api-error.ts";
import type { newKeyBody } from "../api-keys.ts";
import { recordAudit } from "../audit.ts";
import { isKeyId, makeApiKey } from "../auth/api-key.ts";
import { isUniqueViolation } from "../unique-violation.ts";

export interface CreatedKey {
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
