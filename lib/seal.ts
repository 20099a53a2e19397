import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SealingKey } from "./env/token-keys.ts";

/** What was sealed cannot be opened: its sentence says why and what to do, and holds nothing of it. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/**
 * Keeps secrets in rows: AES-256-GCM by a key of TOKEN_KEYS, with the place it is kept in as its context, so that what
 * was sealed for one row opens in no other. Nothing of it is ever shown or logged.
 */
export interface Seal {
  /** @param context where it is kept, such as `alert_channels/<id>` */
  seal(secret: string, context: string): string;
  /** @throws SealError */
  open(sealed: string, context: string): string;
  /** Whether it was sealed by the key that seals now. @throws SealError for what is no seal at all */
  isCurrent(sealed: string): boolean;
}

const CIPHER = "aes-256-gcm";
/** As NIST SP 800-38D recommends for GCM. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1";

/** The seal of TOKEN_KEYS; null without any: then no secret can be kept. */
export function sealBy([current, ...others]: readonly SealingKey[]): Seal | null {
  return current ? createSeal([current, ...others]) : null;
}

/** @param keys at least one: the first seals, all open */
export function createSeal(keys: readonly [SealingKey, ...SealingKey[]]): Seal {
  const [current] = keys;
  return {
    seal: (secret, context) => sealWith(current, secret, context),
    open: (sealed, context) => openWith(keys, sealed, context),
    isCurrent: (sealed) => partsOf(sealed).id === current.id,
  };
}

/** `v1.<key id>.<iv>.<tag>.<text>`, the last three in base64url. */
function sealWith({ id, key }: SealingKey, secret: string, context: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(`${VERSION}.${id}.${context}`));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return [VERSION, id, ...[iv, cipher.getAuthTag(), text].map((bytes) => bytes.toString("base64url"))].join(".");
}

function openWith(keys: readonly SealingKey[], sealed: string, context: string): string {
  const { id, iv, tag, text } = partsOf(sealed);
  const known = keys.find((key) => key.id === id);
  if (!known) throw new SealError(`it was sealed by the key ${id}, which TOKEN_KEYS does not have; add that key again`);
  try {
    const decipher = createDecipheriv(CIPHER, known.key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(`${VERSION}.${id}.${context}`)).setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch (error) {
    const why = `it was not sealed by the key ${id} of TOKEN_KEYS, or not for ${context}`;
    throw new SealError(`${why}; set the key that sealed it, or enter the secret anew`, { cause: error });
  }
}

function partsOf(sealed: string): { id: string; iv: Buffer; tag: Buffer; text: Buffer } {
  const [version, id, iv, tag, text, ...more] = sealed.split(".");
  if (version !== VERSION || !id || !iv || !tag || text === undefined || more.length > 0) {
    throw new SealError("it is not sealed as this release does it; enter the secret anew");
  }
  const [ivBytes, tagBytes, textBytes] = [iv, tag, text].map((part) => Buffer.from(part, "base64url"));
  return { id, iv: ivBytes as Buffer, tag: tagBytes as Buffer, text: textBytes as Buffer };
}
