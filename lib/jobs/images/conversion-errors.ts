import { BucketError, InvalidKeyError, ObjectTooLargeError } from "../../clients/bucket/bucket.ts";

/** Why one image could not be converted. Each is its own sentence, kept on the image's row. */

/** The content is no image, is broken, or breaks a limit: only another content or other limits can help. */
export class UnconvertibleImageError extends Error {
  override readonly name = "UnconvertibleImageError";
}

/** All names the converted image could have are taken. */
export class NoFreeTargetError extends Error {
  override readonly name = "NoFreeTargetError";
  constructor(sourceKey: string, names: readonly string[]) {
    super(`Other objects stand where "${sourceKey}" could be converted to (${names.join(", ")}); move one of them`);
  }
}

/** `source` is not `r2://bucket/key`, or names another bucket. */
export class InvalidSourceError extends Error {
  override readonly name = "InvalidSourceError";
}

/** Another conversion of the same image is under way. */
export class ConversionBusyError extends Error {
  override readonly name = "ConversionBusyError";
  constructor(sourceKey: string) {
    super(`"${sourceKey}" is being converted right now; ask again in a moment`);
  }
}

/** As many conversions are under way as this process has room for. */
export class ConversionsFullError extends Error {
  override readonly name = "ConversionsFullError";
  constructor() {
    super("This process converts as much as its memory allows right now; ask again in a moment");
  }
}

/** Whether the store failed rather than the image. */
export const isStoreFailure = (error: Error): boolean =>
  error instanceof BucketError && !(error instanceof ObjectTooLargeError || error instanceof InvalidKeyError);
