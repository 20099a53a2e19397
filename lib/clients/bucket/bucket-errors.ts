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
