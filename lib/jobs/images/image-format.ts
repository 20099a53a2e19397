/** Extensions that convert-images may be told to look at. */
export const IMAGE_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "tif", "tiff"] as const;
export type ImageExtension = (typeof IMAGE_EXTENSIONS)[number];

export type ImageFormat = "jpeg" | "png" | "gif" | "tiff" | "webp";

/** First bytes in hex; a dot stands for any half byte. TIFF comes in two byte orders, and as BigTIFF (2B). */
const SIGNATURES: readonly (readonly [ImageFormat, RegExp])[] = [
  ["jpeg", /^ffd8ff/],
  ["png", /^89504e470d0a1a0a/],
  ["gif", /^47494638(37|39)61/],
  ["tiff", /^(4949(2a|2b)00|4d4d00(2a|2b))/],
  ["webp", /^52494646.{8}57454250/],
];

/**
 * What the content says it is, whatever its name says; null when it is none of these. Nothing else is ever handed to
 * the image library, which would take SVG or PDF too.
 */
export function formatOf(content: Uint8Array): ImageFormat | null {
  const head = Buffer.from(content.subarray(0, 12)).toString("hex");
  return SIGNATURES.find(([, signature]) => signature.test(head))?.[0] ?? null;
}

/** The extension of a key in lower case, "" when it has none. */
export function extensionOf(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** The formats that extensions stand for. */
export function formatsOf(extensions: readonly ImageExtension[]): Set<ImageFormat> {
  return new Set(extensions.map(formatOfExtension));
}

function formatOfExtension(extension: ImageExtension): ImageFormat {
  switch (extension) {
    case "jpg":
    case "jpeg":
      return "jpeg";
    case "tif":
    case "tiff":
      return "tiff";
    case "png":
    case "gif":
      return extension;
  }
}
