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
