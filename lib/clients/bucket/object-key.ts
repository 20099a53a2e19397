import { InvalidKeyError } from "./bucket.ts";

const MAX_KEY_BYTES = 1024;

/**
 * Refuses keys that could name something outside of the bucket once a folder, a proxy or a browser has had its way
 * with them, although S3 itself would take some.
 * @throws InvalidKeyError
 */
export function assertKey(key: string): void {
  const problem = keyProblem(key);
  if (problem !== null) throw new InvalidKeyError(key, problem);
}

function keyProblem(key: string): string | null {
  if (key === "") return "is empty";
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  if (key.includes("\0")) return "contains a NUL character";
  if (!key.isWellFormed()) return "contains half of a surrogate pair";
  if (key.split("/").some((segment) => segment === "." || segment === "..")) return 'has a segment "." or ".."';
  return null;
}

/** Sorts keys in place as S3 does: by their UTF-8 bytes. JavaScript's own order differs beyond U+D800. */
export function sortKeys(keys: string[]): string[] {
  if (keys.every(isAscii)) return keys.sort();
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins with them
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);
