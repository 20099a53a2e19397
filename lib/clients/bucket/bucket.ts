/** A store of objects under keys: a folder, or anything that speaks S3. Both pass tests/clients/bucket/conformance. */

export interface BucketObject {
  /** Segments joined by "/", at most 1,024 bytes. */
  key: string;
  /** Bytes. */
  size: number;
  /** Changes whenever the object is replaced; without quotes. */
  etag: string;
  /** `LastModified`: whole seconds on S3, milliseconds in a folder. */
  modifiedAt: Date;
}

export interface ObjectHead extends BucketObject {
  contentType: string | null;
  /** Names in lower case, values in printable ASCII. */
  metadata: Readonly<Record<string, string>>;
}

/** What was read; `etag` tells the version, which may be newer than the one that was listed. */
export interface ObjectContent {
  key: string;
  etag: string;
  body: Buffer;
}

export interface ListOptions {
  /** Only keys that begin with it. */
  prefix?: string;
  /** Objects per page, 1 to 1,000 (default 1,000). */
  pageSize?: number;
  signal?: AbortSignal;
}

export interface ReadOptions {
  /** The read ends with an ObjectTooLargeError as soon as the object proves larger. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface WriteOptions {
  contentType: string;
  metadata?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/**
 * Every method throws an InvalidKeyError for a key that could leave the bucket, and a BucketError that names bucket,
 * key and what to do when the store cannot be reached or refuses.
 */
export interface Bucket {
  /** What `r2://name/key` calls it. */
  readonly name: string;
  /** Pages of objects in the order of their keys. Holds one page at a time; objects that come or go meanwhile may be missed. */
  list(options?: ListOptions): AsyncIterable<BucketObject[]>;
  /** The object without its content, or null when there is none. */
  head(key: string, options?: { signal?: AbortSignal }): Promise<ObjectHead | null>;
  /** @throws ObjectNotFoundError, ObjectTooLargeError */
  read(key: string, options?: ReadOptions): Promise<ObjectContent>;
  /** Creates or replaces the object: readers see the old one or the new one, never a part. */
  write(key: string, body: Uint8Array, options: WriteOptions): Promise<{ etag: string }>;
  /** Removes the object; no error when there is none. */
  delete(key: string, options?: { signal?: AbortSignal }): Promise<void>;
  /** Removes what writers that died have left half-written. @returns how many files */
  removeStaleWrites(): Promise<number>;
}

/** Errors of a bucket. Each names the bucket and the key, and says what to do. */

/** The store could not be reached, refused, or cannot hold the object. */
export class BucketError extends Error {
  override readonly name: string = "BucketError";
}

export class ObjectNotFoundError extends BucketError {
  override readonly name = "ObjectNotFoundError";
  constructor(bucket: string, key: string) {
    super(`The bucket "${bucket}" has no object "${key}"`);
  }
}

export class ObjectTooLargeError extends BucketError {
  override readonly name = "ObjectTooLargeError";
  constructor({ bucket, key, maxBytes }: { bucket: string; key: string; maxBytes: number }) {
    super(`The object "${key}" of the bucket "${bucket}" is larger than the ${maxBytes} bytes allowed`);
  }
}

export class InvalidKeyError extends BucketError {
  override readonly name = "InvalidKeyError";
  constructor(key: string, problem: string) {
    super(`The key ${JSON.stringify(key)} ${problem}`);
  }
}

/** What the operating system or the store said, as one word where it has one. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return error.message === "" || error.message === code ? code : `${code}: ${error.message}`;
}

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

/** Every other character takes more bytes in UTF-8 than units in a string. */
const isAscii = (text: string) => Buffer.byteLength(text) === text.length;
