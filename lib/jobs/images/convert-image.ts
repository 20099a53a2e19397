import type { Bucket } from "../../clients/bucket/bucket.ts";
import { ObjectNotFoundError } from "../../clients/bucket/bucket-errors.ts";
import { UnconvertibleImageError } from "./conversion-errors.ts";
import type { Outcome } from "./conversion-outcome.ts";
import type { ClaimedImage } from "./conversion-queue.ts";
import { isWholeGif } from "./gif-blocks.ts";
import { formatOf, formatsOf, type ImageExtension } from "./image-format.ts";
import { type Target, targetMetadata } from "./image-targets.ts";
import type { Gate } from "./in-parallel.ts";
import { toWebp } from "./to-webp.ts";

export interface ConversionOptions {
  formats: readonly ImageExtension[];
  quality: number;
  maxPixels: number;
  maxBytes: number;
}

interface Conversion {
  bucket: Bucket;
  image: ClaimedImage;
  /** Undefined when the run was told to stop before it was known. */
  target: Target | undefined;
  options: ConversionOptions;
  /** Lets as many images decode at once as there are cores; reading and writing go on beside. */
  gate: Gate;
  signal: AbortSignal;
}

/** Converts one claimed image and writes its target. Whatever goes wrong is an outcome, an abort too. */
export async function convertImage(conversion: Conversion): Promise<Outcome> {
  const { image, target, signal } = conversion;
  if (signal.aborted || target === undefined) return { kind: "released", image };
  try {
    return await convert({ ...conversion, target });
  } catch (error) {
    if (signal.aborted) return { kind: "released", image };
    if (error instanceof ObjectNotFoundError) return { kind: "skipped", image, reason: "no longer in the bucket" };
    return { kind: "failed", image, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function convert(conversion: Conversion & { target: Target }): Promise<Outcome> {
  const { bucket, image, target, options, gate, signal } = conversion;
  if (target.kind === "none") throw target.error;
  if (target.kind === "written") {
    const { etag, size } = target.head;
    return { kind: "converted", image, targetKey: target.key, targetEtag: etag, bytesAfter: size };
  }
  if (image.bytesBefore > options.maxBytes) throw new UnconvertibleImageError(tooLarge(image, options));
  const { body, etag } = await bucket.read(image.sourceKey, { maxBytes: options.maxBytes, signal });
  if (etag !== image.sourceEtag) return { kind: "skipped", image, reason: "replaced by a newer version" };
  const format = formatOf(body);
  if (format === null) throw new UnconvertibleImageError("The content is no JPEG, PNG, GIF or TIFF image");
  if (format === "webp") return { kind: "skipped", image, reason: "its content is WebP already" };
  if (!formatsOf(options.formats).has(format)) {
    return { kind: "skipped", image, reason: `its content is ${format}, which is not asked for` };
  }
  if (format === "gif" && !isWholeGif(body)) throw new UnconvertibleImageError("The GIF ends in the middle of a frame");
  const { quality, maxPixels } = options;
  const webp = await gate.pass(() => toWebp(body, { quality, maxPixels, animated: format === "gif" }));
  signal.throwIfAborted();
  const metadata = targetMetadata(image);
  const written = await bucket.write(target.key, webp, { contentType: "image/webp", metadata, signal });
  return { kind: "converted", image, targetKey: target.key, targetEtag: written.etag, bytesAfter: webp.length };
}

const tooLarge = ({ bytesBefore }: ClaimedImage, { maxBytes }: ConversionOptions) =>
  `The image has ${bytesBefore} bytes, more than the ${maxBytes} allowed`;
