import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Converted, type ImageJob, startFolderJob, startS3Job } from "./image-job.ts";
import * as pictures from "./pictures.ts";

describe.each([
  ["a folder", (): Promise<ImageJob> => startFolderJob()],
  ["an S3 store", startS3Job],
])("convert-images on %s", (_, start) => {
  let job: ImageJob;
  let first: Converted;

  beforeAll(async () => {
    job = await start();
    await job.put({
      "album/turned.jpg": pictures.jpegTurned(),
      "album/see through.PNG": pictures.pngWithAlpha(),
      "album/moving.gif": pictures.animatedGif(),
      "album/한글.tif": pictures.tiffOfThreePages(),
      "misnamed.jpeg": pictures.pngWithAlpha(),
      "same.jpg": pictures.jpeg(),
      "same.png": pictures.pngWithAlpha(),
      "foreign.jpg": pictures.jpeg(),
      "foreign.webp": pictures.webp(),
      "is-webp.jpg": pictures.webp(),
      "truncated.jpg": pictures.truncatedJpeg(),
      "truncated.gif": pictures.truncatedGif(),
      "bomb.png": pictures.bomb(),
      "text.jpg": Promise.resolve(pictures.text()),
      "notes.txt": Promise.resolve(pictures.text()),
    });
    first = await job.convert();
  });
  afterAll(() => job.close());

  it("counts what it converted, what failed and what needed nothing", () => {
    expect(first.result).toMatchObject({ processed: 8, failed: 4, skipped: 1 });
    expect(first.result).toMatchObject({ message: "8 images converted, 4 failed, 1 skipped" });
  });

  it.each([
    ["truncated.jpg", /cannot be read/],
    ["truncated.gif", /ends in the middle of a frame/],
    ["bomb.png", /more than the 50000000 pixels allowed/],
    ["text.jpg", /no JPEG, PNG, GIF or TIFF image/],
  ])("names %s among the errors, with its reason, and logs it", (id, reason) => {
    const { errors } = first.result as { errors: { id: string; error: string }[] };
    expect(errors.find((error) => error.id === id)?.error).toMatch(reason);
    expect(first.lines.filter(({ level, message }) => level === "error" && message.startsWith(id))).toHaveLength(1);
  });

  it("turns a picture as its EXIF orientation says, and drops all metadata", async () => {
    const { body } = await job.bucket.read("album/turned.webp");
    const { format, width, height, exif, orientation } = await sharp(body).metadata();
    expect({ format, width, height, exif, orientation }).toEqual({
      format: "webp",
      width: 40,
      height: 60,
      exif: undefined,
      orientation: undefined,
    });
    expect(body.includes("Secret Camera")).toBe(false);
    const { dominant } = await sharp(
      await sharp(body).extract({ left: 0, top: 0, width: 40, height: 25 }).png().toBuffer(),
    ).stats();
    expect(dominant.r).toBeGreaterThan(dominant.b);
  });

  it("keeps transparency, whatever the picture's name says it is", async () => {
    for (const key of ["album/see through.webp", "misnamed.webp"]) {
      const { body } = await job.bucket.read(key);
      expect(await sharp(body).metadata()).toMatchObject({ format: "webp", hasAlpha: true });
      expect((await sharp(body).stats()).isOpaque).toBe(false);
    }
  });

  it("keeps an animation moving, with its times and repetitions", async () => {
    const { body } = await job.bucket.read("album/moving.webp");
    expect(await sharp(body).metadata()).toMatchObject({ format: "webp", pages: 3, delay: [120, 120, 120], loop: 2 });
  });

  it("takes the first page of a TIFF, and says so", async () => {
    const { body } = await job.bucket.read("album/한글.webp");
    const { width, height, pages } = await sharp(body).metadata();
    expect({ width, height, pages }).toEqual({ width: 60, height: 40, pages: undefined });
    const row = await job.domain.db.imageConversion.findFirstOrThrow({ where: { sourceKey: "album/한글.tif" } });
    expect(row.note).toBe("only the first of its 3 pages was converted");
  });

  it("gives two sources of one name two targets, and leaves somebody else's object alone", async () => {
    expect(await job.keys()).toEqual(expect.arrayContaining(["same.webp", "same.png.webp", "foreign.jpg.webp"]));
    expect((await job.bucket.read("foreign.webp")).body).toEqual(await pictures.webp());
    const rows = await job.domain.db.imageConversion.findMany({ where: { sourceKey: { startsWith: "same." } } });
    expect(rows.map(({ targetKey, note }) => [targetKey, note]).sort()).toEqual([
      ["same.png.webp", "the name same.webp belongs to another object"],
      ["same.webp", null],
    ]);
  });

  it("writes nothing for what failed or needed nothing", async () => {
    expect(await job.keys()).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(truncated|bomb|text|is-webp|notes)\..*webp$/)]),
    );
  });

  it("records the source's ETag and the sizes with the target", async () => {
    const row = await job.domain.db.imageConversion.findFirstOrThrow({ where: { sourceKey: "album/turned.jpg" } });
    const [source, target] = await Promise.all([
      job.bucket.head("album/turned.jpg"),
      job.bucket.head("album/turned.webp"),
    ]);
    expect(target?.metadata).toMatchObject({ "source-etag": source?.etag, epoch: "0" });
    expect(target?.contentType).toBe("image/webp");
    expect(row).toMatchObject({
      status: "converted",
      sourceEtag: source?.etag,
      targetEtag: target?.etag,
      bytesBefore: BigInt(source?.size ?? -1),
      bytesAfter: BigInt(target?.size ?? -1),
      runId: first.ctx.runId,
    });
  });

  it("reports progress up to all it found, and logs each source with its target", () => {
    expect(first.progress.at(-1)).toMatchObject({ done: 13, total: 13 });
    const messages = first.lines.map(({ message }) => message);
    expect(messages).toContain("album/turned.jpg -> album/turned.webp");
    expect(messages).toContain("Found 13 images to convert");
    const warnings = first.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    expect(warnings.sort()).toEqual([
      "No saved state: looking at all objects",
      "album/한글.tif: only the first of its 3 pages was converted",
      "foreign.jpg: the name foreign.webp belongs to another object",
      "same.png: the name same.webp belongs to another object",
    ]);
  });

  it("does nothing in a second run", async () => {
    const before = await job.keys();
    const second = await job.convert({}, { state: first.state });
    expect(second.result).toMatchObject({ processed: 0, failed: 0, skipped: 0, errors: [] });
    expect(second.state).toMatchObject({ value: { processed_count: 0, failed_count: 0 } });
    expect(await job.keys()).toEqual(before);
  });

  it("converts an object again once it is replaced, into the same target", async () => {
    const before = await job.bucket.head("same.png.webp");
    await job.put({ "same.png": pictures.animatedGif() });
    const third = await job.convert({}, { state: first.state });
    expect(third.result).toMatchObject({ processed: 1, failed: 0 });
    expect((await job.bucket.head("same.png.webp"))?.etag).not.toBe(before?.etag);
  });
});
