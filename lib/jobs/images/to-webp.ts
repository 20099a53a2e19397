import sharp from "sharp";
import { UnconvertibleImageError } from "./conversion-errors.ts";
import type { Reason } from "./reasons.ts";

// One thread per image: running several images at once uses the cores better than several threads on one.
sharp.concurrency(1);
// libvips would keep decoded images for a next time that never comes.
sharp.cache(false);

/** Processing time after which an image is given up. 50 megapixels take about 8 s, of pure noise on a busy core 30. */
const TIME_LIMIT_SECONDS = 60;

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
    throw new UnconvertibleImageError(reasonOf(error, maxPixels), { cause: error });
  }
}

function reasonOf(error: unknown, maxPixels: number): Reason {
  const said = error instanceof Error ? error.message : String(error);
  if (said.includes("exceeds pixel limit")) return { code: "too_many_pixels", values: { most: String(maxPixels) } };
  if (said.startsWith("timeout")) return { code: "too_slow", values: { seconds: String(TIME_LIMIT_SECONDS) } };
  return { code: "unreadable", values: { said } };
}
