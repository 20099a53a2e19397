import { UnconvertibleImageError } from "./conversion-errors.ts";
import { formatOf, formatsOf, type ImageExtension, type ImageFormat } from "./image-format.ts";
import { isWholeGif, pngFrames } from "./picture-blocks.ts";
import type { Reason } from "./reasons.ts";
import { measure, type PictureSize } from "./to-webp.ts";

/** What is to become of a content. */
export type Judgement =
  | {
      kind: "convert";
      animated: boolean;
      /** Of all frames that are decoded. */
      pixels: number;
      /** What the WebP will lack. */
      lacks: readonly Reason[];
    }
  /** It stays as it is, and that is no failure. */
  | { kind: "leave"; reason: Reason };

/** Longest side of a WebP (its header has 14 bits for it). */
const MAX_SIDE = 16_383;

/** @throws UnconvertibleImageError when the content is no image, broken or beyond the limits */
export async function judgePicture(
  content: Buffer,
  { formats, maxPixels }: { formats: readonly ImageExtension[]; maxPixels: number },
): Promise<Judgement> {
  const format = formatOf(content);
  if (format === null) throw new UnconvertibleImageError({ code: "no_image", values: {} });
  if (format === "webp") return leave("is_webp");
  if (!formatsOf(formats).has(format)) return leave("other_format", { format });
  if (format === "gif" && !isWholeGif(content)) {
    throw new UnconvertibleImageError({ code: "cut_gif", values: {} });
  }
  const moving = format === "png" ? pngFrames(content) : 1;
  if (moving > 1) return leave("animated_png", { frames: String(moving) });
  return judgeSize(format, await measure(content, { maxPixels, animated: format === "gif" }));
}

function judgeSize(format: ImageFormat, { width, height, frames }: PictureSize): Judgement {
  if (Math.max(width, height) > MAX_SIDE) {
    return leave("too_wide", { width: String(width), height: String(height), most: String(MAX_SIDE) });
  }
  if (format === "gif") return { kind: "convert", animated: true, pixels: width * height * frames, lacks: [] };
  const lacks: Reason[] = frames > 1 ? [{ code: "first_page", values: { pages: String(frames) } }] : [];
  return { kind: "convert", animated: false, pixels: width * height, lacks };
}

const leave = (code: Reason["code"], values: Reason["values"] = {}): Judgement => ({
  kind: "leave",
  reason: { code, values },
});
