import { crc32 } from "node:zlib";
import sharp from "sharp";

/** Real pictures, made as cameras and programs make them. All are 60 x 40 unless said otherwise. */

const WIDTH = 60;
const HEIGHT = 40;

/** Left half red, right half blue: a turn shows. */
function halves(channels: 3 | 4): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * channels, 255);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const isLeft = at % WIDTH < WIDTH / 2;
    pixels.set(isLeft ? [220, 20, 20] : [20, 20, 220], at * channels);
    if (channels === 4) pixels[at * channels + 3] = isLeft ? 255 : 0;
  }
  return pixels;
}

const picture = () => sharp(halves(3), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

export const jpeg = (): Promise<Buffer> => picture().jpeg().toBuffer();

/** A camera held upright: stored lying, to be turned by 90 degrees (EXIF orientation 6), with a maker's name. */
export const jpegTurned = (): Promise<Buffer> =>
  picture()
    .withExif({ IFD0: { Make: "Secret Camera" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

/** Blue half transparent. */
export const pngWithAlpha = (): Promise<Buffer> =>
  sharp(halves(4), { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
    .png()
    .toBuffer();

/** As busy as a photograph: such a GIF is larger than its WebP. */
const busy = () => Buffer.from(Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => (at * at) % 251));

const frames = () =>
  sharp(Buffer.concat([Buffer.alloc(WIDTH * HEIGHT * 3, 30), halves(3), busy()]), {
    raw: { width: WIDTH, height: HEIGHT * 3, channels: 3, pageHeight: HEIGHT },
  });

/** Three frames of 120 ms, played twice. */
export const animatedGif = (): Promise<Buffer> =>
  frames()
    .gif({ delay: [120, 120, 120], loop: 2 })
    .toBuffer();

export const tiffOfThreePages = (): Promise<Buffer> => frames().tiff().toBuffer();

/** Cut after its second frame began. */
export async function truncatedGif(): Promise<Buffer> {
  const whole = await animatedGif();
  return whole.subarray(0, whole.length - 30);
}

/** Its WebP has more bytes than itself. */
export const tinyGif = (): Promise<Buffer> =>
  sharp({ create: { width: 1, height: 1, channels: 3, background: "#fff" } })
    .gif()
    .toBuffer();

/** A PNG that announces three frames, of which the picture is the first. */
export async function animatedPng(): Promise<Buffer> {
  const still = await pngWithAlpha();
  const control = Buffer.alloc(20);
  control.writeUInt32BE(8, 0);
  control.write("acTL", 4, "latin1");
  control.writeUInt32BE(3, 8);
  control.writeUInt32BE(crc32(control.subarray(4, 16)), 16);
  const afterHeader = 8 + 25;
  return Buffer.concat([still.subarray(0, afterHeader), control, still.subarray(afterHeader)]);
}

/** 16,384 pixels wide: one more than a WebP can be. */
export const tooWide = (): Promise<Buffer> =>
  sharp({ create: { width: 16_384, height: 2, channels: 3, background: "white" } })
    .png()
    .toBuffer();

export const webp = (): Promise<Buffer> => picture().webp().toBuffer();

export async function truncatedJpeg(): Promise<Buffer> {
  const whole = await sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: "green",
      noise: { type: "gaussian", mean: 100, sigma: 30 },
    },
  })
    .jpeg()
    .toBuffer();
  return whole.subarray(0, whole.length / 2);
}

/** 60 megapixels in a few hundred kilobytes. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 8000, height: 7500, channels: 3, background: "white" } })
    .png({ compressionLevel: 9 })
    .toBuffer();

export const text = (): Buffer => Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/> said the text");
