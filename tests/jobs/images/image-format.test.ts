import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { extensionOf, formatOf } from "../../../lib/jobs/images/image-format.ts";
import { isWholeGif } from "../../../lib/jobs/images/picture-blocks.ts";
import { targetNamesOf } from "../../../lib/jobs/images/target-names.ts";
import * as pictures from "./pictures.ts";

describe("the format of a content", () => {
  it.each([
    ["jpeg", pictures.jpeg],
    ["png", pictures.pngWithAlpha],
    ["gif", pictures.animatedGif],
    ["tiff", pictures.tiffOfThreePages],
    ["webp", pictures.webp],
  ])("is %s by its first bytes", async (format, picture) => {
    expect(formatOf(await picture())).toBe(format);
  });

  it.each(["", "GIF8", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.7", "RIFF1234WAVEfmt "])(
    "is none for %j",
    (content) => {
      expect(formatOf(Buffer.from(content))).toBeNull();
    },
  );
});

describe("a GIF", () => {
  it("is whole as every encoder of ours writes it, with a global or with local colour tables", async () => {
    expect(isWholeGif(await pictures.animatedGif())).toBe(true);
    expect(
      isWholeGif(
        await sharp(await pictures.jpeg())
          .gif({ colours: 4 })
          .toBuffer(),
      ),
    ).toBe(true);
  });

  it("is cut short wherever it is cut, except of its last byte, the trailer, that some programs forget", async () => {
    const whole = await pictures.animatedGif();
    const verdicts = Array.from({ length: whole.length - 20 }, (_, n) => isWholeGif(whole.subarray(0, n + 20)));
    const lengths = verdicts.flatMap((isWhole, n) => (isWhole ? [n + 20] : []));
    expect(lengths.at(-1)).toBe(whole.length - 1);
    expect(lengths.length).toBeLessThan(12);
  });
});

describe("names", () => {
  it.each([
    ["a/b.JPG", "jpg"],
    ["a.b/c", ""],
    ["a/b.tar.gz", "gz"],
    ["a/.gif", "gif"],
  ])("%s has the extension %j", (key, extension) => {
    expect(extensionOf(key)).toBe(extension);
  });

  it.each([
    ["a/b.jpg", ["a/b.webp", "a/b.jpg.webp"]],
    ["b.c.png", ["b.c.webp", "b.c.png.webp"]],
    ["a.b/c.gif", ["a.b/c.webp", "a.b/c.gif.webp"]],
    ["a/.png", ["a/.png.webp", "a/.png.webp"]],
  ])("%s may be converted to %j", (key, names) => {
    expect(targetNamesOf(key).slice(0, 2)).toEqual(names);
  });

  it("end with one that belongs to one key only", () => {
    const last = ["a/b.jpg", "a/b.png"].map((key) => targetNamesOf(key)[2]);
    expect(last[0]).toMatch(/^a\/b\.jpg\.[0-9a-f]{8}\.webp$/);
    expect(new Set(last).size).toBe(2);
  });
});
