import sharp from "sharp";
import { UnconvertibleImageError } from "./conversion-errors.ts";

// One thread per image: running several images at once uses the cores better than several threads on one.
sharp.concurrency(1);
// libvips would keep decoded images for a next time that never comes.
sharp.cache(false);

/** Processing time after which an image is given up. 50 megapixels take about 8 s. */
const TIME_LIMIT_SECONDS = 30;

export interface WebpOptions {
  /** 1 to 100. */
  quality: number;
  /** Of all frames together. */
  maxPixels: number;
  /** Keep every frame (GIF) rather than the first (pages of a TIFF). */
  animated: boolean;
}

/**
 * Converts an image to WebP: upright (EXIF orientation applied), in sRGB, without metadata.
 * @throws UnconvertibleImageError when it is broken, has too many pixels or takes too long
 */
export async function toWebp(content: Buffer, { quality, maxPixels, animated }: WebpOptions): Promise<Buffer> {
  try {
    return await sharp(content, { failOn: "error", limitInputPixels: maxPixels, animated, autoOrient: true })
      .webp({ quality })
      .timeout({ seconds: TIME_LIMIT_SECONDS })
      .toBuffer();
  } catch (error) {
    throw new UnconvertibleImageError(sentenceOf(error, maxPixels), { cause: error });
  }
}

function sentenceOf(error: unknown, maxPixels: number): string {
  const said = error instanceof Error ? error.message : String(error);
  if (said.includes("exceeds pixel limit")) return `The image has more than the ${maxPixels} pixels allowed`;
  if (said.startsWith("timeout")) return `The image took longer than ${TIME_LIMIT_SECONDS} s to convert`;
  return `The image cannot be read: ${said}`;
}
