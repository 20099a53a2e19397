import { type Bucket, ObjectNotFoundError } from "../../clients/bucket/bucket.ts";
import { ConversionsFullError, UnconvertibleImageError } from "./conversion-errors.ts";
import type { Outcome } from "./conversion-outcome.ts";
import { type ClaimedImage, REMOVED, REPLACED } from "./conversion-queue.ts";
import type { ImageExtension } from "./image-format.ts";
import type { Entrance, ImageGate } from "./image-gate.ts";
import { type Target, targetMetadata } from "./image-targets.ts";
import { judgePicture } from "./judge-picture.ts";
import type { Reason } from "./reasons.ts";
import { targetNamesOf } from "./target-names.ts";
import { toWebp } from "./to-webp.ts";

export interface ConversionOptions {
  formats: readonly ImageExtension[];
  quality: number;
  maxPixels: number;
  maxBytes: number;
  /** A WebP that is no smaller than its source is not kept. */
  onlySmaller: boolean;
}

interface Conversion {
  bucket: Bucket;
  image: ClaimedImage;
  /** Undefined when the run was told to stop before it was known. */
  target: Target | undefined;
  options: ConversionOptions;
  gate: Pick<ImageGate, "hold" | "decode">;
  entrance: Entrance;
}

/** Converts one claimed image and writes its target. Whatever goes wrong is an outcome, an abort too. */
export async function convertImage(conversion: Conversion): Promise<Outcome> {
  const { image, target, entrance } = conversion;
  const { signal } = entrance;
  if (signal.aborted || target === undefined) return { kind: "released", image, why: signal.reason };
  try {
    return await convert({ ...conversion, target });
  } catch (error) {
    if (signal.aborted) return { kind: "released", image, why: signal.reason };
    if (error instanceof ConversionsFullError) return { kind: "released", image, why: error };
    if (error instanceof ObjectNotFoundError) return { kind: "gone", image, reason: REMOVED };
    return { kind: "failed", image, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

type Aimed = Conversion & { target: Target };

async function convert(conversion: Aimed): Promise<Outcome> {
  const { image, target, options, gate, entrance } = conversion;
  if (target.kind === "none") throw target.error;
  if (target.kind === "written") {
    const { etag, size } = target.head;
    return { kind: "converted", image, targetKey: target.key, targetEtag: etag, bytesAfter: size, notes: [] };
  }
  if (image.bytesBefore > options.maxBytes) throw new UnconvertibleImageError(tooLarge(image, options));
  return await gate.hold(image.bytesBefore, entrance, () => convertHeld(conversion, target.key));
}

async function convertHeld(conversion: Aimed, targetKey: string): Promise<Outcome> {
  const { bucket, image, options, gate, entrance } = conversion;
  const { maxBytes, maxPixels, quality } = options;
  const { signal } = entrance;
  const { body, etag } = await bucket.read(image.sourceKey, { maxBytes, signal });
  if (etag !== image.sourceEtag) return { kind: "gone", image, reason: REPLACED };
  const judged = await judgePicture(body, options);
  if (judged.kind === "leave") return leave(conversion, judged.reason);
  const { animated, pixels } = judged;
  const webp = await gate.decode(pixels, entrance, () => toWebp(body, { quality, maxPixels, animated }));
  signal.throwIfAborted();
  if (options.onlySmaller && webp.length >= body.length) return leave(conversion, noGain(body, webp));
  const metadata = targetMetadata(image);
  const written = await bucket.write(targetKey, webp, { contentType: "image/webp", metadata, signal });
  const notes = [...judged.lacks, ...renamed(image, targetKey)];
  return { kind: "converted", image, targetKey, targetEtag: written.etag, bytesAfter: webp.length, notes };
}

/** The source stays as it is. A target made of an earlier version would show what is no longer there. */
async function leave({ bucket, image, target, entrance }: Aimed, reason: Reason): Promise<Outcome> {
  if (target.kind === "outdated") await bucket.delete(target.key, { signal: entrance.signal });
  return { kind: "skipped", image, reason };
}

function tooLarge({ bytesBefore }: ClaimedImage, { maxBytes }: ConversionOptions): Reason {
  return { code: "too_large", values: { bytes: String(bytesBefore), most: String(maxBytes) } };
}

function noGain(source: Buffer, webp: Buffer): Reason {
  return { code: "no_smaller", values: { before: String(source.length), after: String(webp.length) } };
}

function renamed({ sourceKey }: ClaimedImage, targetKey: string): Reason[] {
  const [wanted] = targetNamesOf(sourceKey);
  return wanted === targetKey ? [] : [{ code: "renamed", values: { wanted } }];
}
