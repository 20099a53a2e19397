import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Db, Prisma } from "../db.ts";
import type { Runtime } from "../runtime.ts";
import type { ApiKey } from "./acting.ts";
import { KEY_PERMISSIONS, may, type Permission, roleOf } from "./permissions.ts";
import { refuseBearer } from "./refuse-bearer.ts";

const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** `bfy_<id>_<secret>`: the id is hex, the secret base64url, so the first `_` after the id ends it. */
const FORMAT = /^bfy_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

interface MadeKey {
  /** Public. */
  id: string;
  /** What is kept of the secret: its SHA-256. 32 random bytes need no slow hash. */
  secretHash: Uint8Array<ArrayBuffer>;
  /** The key itself, to be shown once. */
  key: string;
}

export function makeApiKey(): MadeKey {
  const id = randomBytes(ID_BYTES).toString("hex");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return { id, secretHash: hashOf(secret), key: `bfy_${id}_${secret}` };
}

export function isKeyId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

/** The parts of a key, or null for a text of another form. */
export function splitApiKey(text: string): { id: string; secret: string } | null {
  const [, id, secret] = FORMAT.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Compares in constant time; both sides are digests of one length. */
function isSecretOf(secret: string, secretHash: Uint8Array): boolean {
  return timingSafeEqual(hashOf(secret), secretHash);
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

const EXPECTED = "Expected the header Authorization: Bearer <API key>, with a key that is neither expired nor revoked";
/** The last use is known to the minute: a program that calls often does not write at each call. */
const LAST_USE_PRECISION_MS = 60_000;

/**
 * The key behind a bearer.
 * @throws ApiError 401 for a key that is malformed, unknown, wrong, expired or revoked; 429 after many of these
 */
export async function checkApiKey({ db, env, clock }: Runtime, headers: Headers, bearer: string): Promise<ApiKey> {
  const now = clock.now();
  const row = await findKey(db, bearer);
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) {
    throw refuseBearer(headers, env, EXPECTED);
  }
  await noteUse(db, row, now);
  return { id: row.id, name: row.name, permissions: effectivePermissions(row) };
}

/** What a key was given, and what its maker is now; null when the account is gone. */
interface Grant {
  permissions: readonly string[];
  createdBy: { role: string; banned: boolean } | null;
}

/** A key never does more than its maker may do now: whoever lost a role, or is banned or gone, lost it for their keys. */
export function effectivePermissions({ permissions, createdBy }: Grant): Permission[] {
  const role = createdBy === null || createdBy.banned ? null : roleOf(createdBy.role);
  return KEY_PERMISSIONS.filter((permission) => permissions.includes(permission) && may(role, permission));
}

const SELECT = {
  id: true,
  name: true,
  secretHash: true,
  permissions: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
  createdBy: { select: { role: true, banned: true } },
} satisfies Prisma.ApiKeySelect;

type KeyRow = Prisma.ApiKeyGetPayload<{ select: typeof SELECT }>;

async function findKey(db: Db, bearer: string): Promise<KeyRow | null> {
  const parts = splitApiKey(bearer);
  if (parts === null) return null;
  const row = await db.apiKey.findUnique({ where: { id: parts.id }, select: SELECT });
  return row !== null && isSecretOf(parts.secret, row.secretHash) ? row : null;
}

async function noteUse(db: Db, { id, lastUsedAt }: KeyRow, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - LAST_USE_PRECISION_MS);
  if (lastUsedAt !== null && lastUsedAt > stale) return;
  // Of many calls at once, one writes
  const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }] };
  await db.apiKey.updateMany({ where, data: { lastUsedAt: now } });
}
