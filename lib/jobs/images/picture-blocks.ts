const EXTENSION = 0x21;
const IMAGE = 0x2c;

/**
 * Whether no block of a GIF is cut short (GIF89a, sections 17 to 27). The decoder does not mind: it plays the frames
 * that are there. What is no block, some programs append; that is left to the decoder.
 */
export function isWholeGif(content: Uint8Array): boolean {
  let at = 13 + colourTableBytes(content[10]);
  while (at < content.length) {
    const kind = content[at];
    if (kind === EXTENSION) at = afterSubBlocks(content, at + 2);
    else if (kind === IMAGE) at = afterSubBlocks(content, at + 11 + colourTableBytes(content[at + 9]));
    else return true;
  }
  return at === content.length;
}

/** Size of the colour table that a packed field announces: 3 bytes for each of 2 to 256 colours. */
function colourTableBytes(packed = 0): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 0x07) + 1) : 0;
}

/** Where a chain of sub-blocks (length, bytes, …, 0) ends; beyond the content when it is cut. */
function afterSubBlocks(content: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const length = content[at];
    if (length === undefined) return content.length + 1;
    at += 1 + length;
    if (length === 0) return at;
  }
}

const PNG_SIGNATURE_BYTES = 8;
/** Length, type and checksum of a PNG chunk. */
const CHUNK_FRAME_BYTES = 12;

/**
 * How many frames a PNG announces: 1 unless an `acTL` chunk before its picture makes it an animation (PNG third
 * edition, 11.3.6.1). The decoder reads the first and never tells of the others.
 */
export function pngFrames(content: Buffer): number {
  let at = PNG_SIGNATURE_BYTES;
  while (at + CHUNK_FRAME_BYTES <= content.length) {
    const type = content.toString("latin1", at + 4, at + 8);
    if (type === "acTL") return content.readUInt32BE(at + 8);
    if (type === "IDAT") return 1;
    at += CHUNK_FRAME_BYTES + content.readUInt32BE(at);
  }
  return 1;
}
