import sharp from "sharp";

export interface DemoPicture {
  key: string;
  contentType: string;
  body: Buffer;
}

const WIDTH = 960;
const HEIGHT = 640;

/** One picture of each kind that convert-images knows, and one that is broken in the middle. */
export async function demoPictures(): Promise<DemoPicture[]> {
  const jpeg = await landscape({ sky: "#9fd3ff", hill: "#3c7a4a" }).jpeg({ quality: 90 }).toBuffer();
  return [
    { key: "photos/summer-hills.jpg", contentType: "image/jpeg", body: jpeg },
    { key: "photos/sideways.jpg", contentType: "image/jpeg", body: await sideways() },
    { key: "photos/evening-hills.tiff", contentType: "image/tiff", body: await evening() },
    { key: "shop/badge.png", contentType: "image/png", body: await badge() },
    { key: "shop/turning-light.gif", contentType: "image/gif", body: await turningLight() },
    { key: "uploads/broken.jpg", contentType: "image/jpeg", body: jpeg.subarray(0, Math.floor(jpeg.length / 3)) },
  ];
}

/** Stored turned, upright only with its EXIF orientation: as telephones do. */
function sideways(): Promise<Buffer> {
  return landscape({ sky: "#ffe0b3", hill: "#7a5c3c" })
    .rotate(-90)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();
}

function evening(): Promise<Buffer> {
  return landscape({ sky: "#ff9a76", hill: "#41305e" }).tiff({ compression: "lzw" }).toBuffer();
}

function badge(): Promise<Buffer> {
  const ring = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
    <circle cx="200" cy="200" r="150" fill="#ffd166" stroke="#ef476f" stroke-width="40"/></svg>`;
  return sharp(Buffer.from(ring)).png().toBuffer();
}

async function turningLight(): Promise<Buffer> {
  const frames = [0, 1, 2, 3, 4, 5].map((step) =>
    sharp(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200">
        <rect width="200" height="200" fill="#073b4c"/>
        <g transform="rotate(${step * 60} 100 100)"><circle cx="100" cy="40" r="25" fill="#ffd166"/></g></svg>`),
    )
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .gif({ delay: frames.map(() => 150), loop: 0 })
    .toBuffer();
}

function landscape({ sky, hill }: { sky: string; hill: string }) {
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
      <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="1" stop-color="#fff"/></linearGradient></defs>
      <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/>
      <circle cx="720" cy="150" r="60" fill="#fff4c2"/>
      <path d="M0 480 Q 240 300 480 460 T 960 420 V 640 H 0 Z" fill="${hill}"/>
      <path d="M0 560 Q 320 440 640 560 T 960 540 V 640 H 0 Z" fill="${hill}" opacity="0.6"/></svg>`),
  ).flatten();
}
