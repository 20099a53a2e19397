import sharp from "sharp";
import { UnconvertibleImageError } from "./conversion-errors.ts";

// One thread per image: running several images at once uses the cores better than several threads on one.
sharp.concurrency(1);
// libvips would keep decoded images for a next time that never comes.
sharp.cache(false);

/** Processing time after which an image is given up. 50 megapixels take about 8 s. */
const TIME_LIMIT_SECONDS = 30;

/** What a picture's header says. */
export interface PictureSize {
  /** Of one frame. */
  width: number;
  height: number;
  /** Frames of an animation, pages of a TIFF. */
  frames: number;
}

interface Reading {
  /** Of all frames together. */
  maxPixels: number;
  /** Keep every frame (GIF) rather than the first (pages of a TIFF). */
  animated: boolean;
}

/** Reads the header only. @throws UnconvertibleImageError when it is broken or announces too many pixels */
export async function measure(content: Buffer, { maxPixels, animated }: Reading): Promise<PictureSize> {
  const { width, height, pages, pageHeight } = await explained(maxPixels, () =>
    sharp(content, { limitInputPixels: maxPixels, animated }).metadata(),
  );
  return { width, height: pageHeight ?? height, frames: pages ?? 1 };
}

/**
 * Converts an image to WebP: upright (EXIF orientation applied), in sRGB, without metadata.
 * @param quality 1 to 100
 * @throws UnconvertibleImageError when it is broken, has too many pixels or takes too long
 */
export function toWebp(
  content: Buffer,
  { quality, maxPixels, animated }: Reading & { quality: number },
): Promise<Buffer> {
  return explained(maxPixels, () =>
    sharp(content, { failOn: "error", limitInputPixels: maxPixels, animated, autoOrient: true })
      .webp({ quality })
      .timeout({ seconds: TIME_LIMIT_SECONDS })
      .toBuffer(),
  );
}

async function explained<T>(maxPixels: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
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
