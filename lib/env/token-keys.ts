/** A key that seals what rows keep of secrets. */
export interface SealingKey {
  /** Stands in what was sealed by it; no secret. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

const FORM = "id:base64key,id:base64key, each key what `openssl rand -base64 32` prints";
const KEY_BYTES = 32;

/**
 * Reads TOKEN_KEYS: `id:base64key,…`. The first one seals, all of them open: a new key is put before the others, and an
 * old one is taken away once `npm run keys:rotate` has sealed everything anew.
 * @returns the keys, or a sentence about what is wrong, without any key in it
 */
export function parseTokenKeys(value: string): SealingKey[] | string {
  const keys: SealingKey[] = [];
  for (const [at, entry] of value.split(",").entries()) {
    const [id = "", text = ""] = entry.trim().split(/:(.*)/s);
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id))
      return `expected ${FORM}; entry ${at + 1} has no id of letters, digits, _ and -`;
    if (keys.some((known) => known.id === id))
      return `expected ${FORM}; the id ${id} is there twice: give each its own`;
    const key = Buffer.from(text, "base64");
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length !== KEY_BYTES) {
      return `expected ${FORM}; the key of ${id} is not ${KEY_BYTES} bytes in base64`;
    }
    keys.push({ id, key });
  }
  return keys;
}
