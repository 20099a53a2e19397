import { BucketError, InvalidKeyError, ObjectTooLargeError } from "../../clients/bucket/bucket.ts";
import { type Reason, reasonIn } from "./reasons.ts";

/** Why one image could not be converted. Each is its own sentence, kept on the image's row. */

/** The content is no image, is broken, or breaks a limit: only another content or other limits can help. */
export class UnconvertibleImageError extends Error {
  override readonly name = "UnconvertibleImageError";
  readonly reason: Reason;
  constructor(reason: Reason, options?: ErrorOptions) {
    super(sentence(reasonIn("en", reason)), options);
    this.reason = reason;
  }
}

/** All names the converted image could have are taken. */
export class NoFreeTargetError extends Error {
  override readonly name = "NoFreeTargetError";
  readonly reason: Reason;
  constructor(names: readonly string[]) {
    const reason: Reason = { code: "no_free_name", values: { names: names.join(", ") } };
    super(sentence(reasonIn("en", reason)));
    this.reason = reason;
  }
}

/** There is no row with the id. */
export class UnknownConversionError extends Error {
  override readonly name = "UnknownConversionError";
  constructor(id: string) {
    super(`There is no conversion ${id}; GET /api/admin/conversions lists them`);
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

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Whether the store failed rather than the image. */
export const isStoreFailure = (error: Error): boolean =>
  error instanceof BucketError && !(error instanceof ObjectTooLargeError || error instanceof InvalidKeyError);
