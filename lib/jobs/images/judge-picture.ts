import { UnconvertibleImageError } from "./conversion-errors.ts";
import { formatOf, formatsOf, type ImageExtension, type ImageFormat } from "./image-format.ts";
import { isWholeGif, pngFrames } from "./picture-blocks.ts";
import { measure, type PictureSize } from "./to-webp.ts";

/** What is to become of a content. */
export type Judgement =
  | {
      kind: "convert";
      animated: boolean;
      /** Of all frames that are decoded. */
      pixels: number;
      /** What the WebP will lack. */
      note: string | null;
    }
  /** It stays as it is, and that is no failure. */
  | { kind: "leave"; reason: string };

/** Longest side of a WebP (its header has 14 bits for it). */
const MAX_SIDE = 16_383;

/** @throws UnconvertibleImageError when the content is no image, broken or beyond the limits */
export async function judgePicture(
  content: Buffer,
  { formats, maxPixels }: { formats: readonly ImageExtension[]; maxPixels: number },
): Promise<Judgement> {
  const format = formatOf(content);
  if (format === null) throw new UnconvertibleImageError("The content is no JPEG, PNG, GIF or TIFF image");
  if (format === "webp") return leave("its content is WebP already");
  if (!formatsOf(formats).has(format)) return leave(`its content is ${format}, which is not asked for`);
  if (format === "gif" && !isWholeGif(content)) {
    throw new UnconvertibleImageError("The GIF ends in the middle of a frame");
  }
  const moving = format === "png" ? pngFrames(content) : 1;
  if (moving > 1) return leave(`it is an animated PNG, of whose ${moving} frames only the first could be kept`);
  return judgeSize(format, await measure(content, { maxPixels, animated: format === "gif" }));
}

function judgeSize(format: ImageFormat, { width, height, frames }: PictureSize): Judgement {
  if (Math.max(width, height) > MAX_SIDE) {
    return leave(`it is ${width} x ${height} pixels large; a WebP has at most ${MAX_SIDE} on a side`);
  }
  if (format === "gif") return { kind: "convert", animated: true, pixels: width * height * frames, note: null };
  const note = frames > 1 ? `only the first of its ${frames} pages was converted` : null;
  return { kind: "convert", animated: false, pixels: width * height, note };
}

const leave = (reason: string): Judgement => ({ kind: "leave", reason });
