import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const ID_BYTES = 8;
const SECRET_BYTES = 32;
/** `bfy_<id>_<secret>`: the id is hex, the secret base64url, so the first `_` after the id ends it. */
const FORMAT = /^bfy_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export interface MadeKey {
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
export function isSecretOf(secret: string, secretHash: Uint8Array): boolean {
  return timingSafeEqual(hashOf(secret), secretHash);
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}
