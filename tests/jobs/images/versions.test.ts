import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { convertSource } from "../../../lib/jobs/images/convert-source.ts";
import { type Converted, type ImageJob, imageServices, startS3Job } from "./image-job.ts";
import * as pictures from "./pictures.ts";

/** On a store whose ETag is the content's: an older version that comes back is the same version again. */
let job: ImageJob;
beforeAll(async () => {
  job = await startS3Job();
});
afterAll(() => job.close());
beforeEach(async () => {
  for (const key of await job.keys()) await job.bucket.delete(key);
  await job.domain.db.$executeRaw`truncate image_conversion, image_target, cron_job_state`;
});

const put = (key: string, body: Promise<Buffer>) => job.put({ [key]: body });
const next = (before?: Converted) => job.convert({}, before ? { state: before.state } : {});
const byHand = (key: string) => convertSource(imageServices(job.domain.db, job.bucket), `r2://photos/${key}`);
/** What the target says it was made of, and whether that is what stands in the bucket. */
async function isUpToDate(key: string, target: string): Promise<boolean> {
  const [source, made] = await Promise.all([job.bucket.head(key), job.bucket.head(target)]);
  return source !== null && made?.metadata["source-etag"] === source.etag;
}
const statuses = async () => {
  const rows = await job.domain.db.imageConversion.findMany({ orderBy: { id: "asc" } });
  return rows.map(({ status, error }) => (error === null ? status : `${status}: ${error}`));
};

describe("fault B1: what a target is made of", () => {
  it("follows its source back to an older version, in the job", async () => {
    await put("a.jpg", pictures.jpeg());
    let run = await next();
    await put("a.jpg", pictures.jpegTurned());
    run = await next(run);
    await put("a.jpg", pictures.jpeg());
    run = await next(run);
    expect(run.result).toMatchObject({ processed: 1, failed: 0, skipped: 0 });
    expect(await isUpToDate("a.jpg", "a.webp")).toBe(true);
    expect(await statuses()).toEqual(["converted", "gone: replaced by a newer version"]);
    expect((await next(run)).result).toMatchObject({ processed: 0, skipped: 0 });
  });

  it("follows its source back to an older version, by hand", async () => {
    await put("a.jpg", pictures.jpeg());
    await byHand("a.jpg");
    await put("a.jpg", pictures.jpegTurned());
    await byHand("a.jpg");
    await put("a.jpg", pictures.jpeg());
    expect(await byHand("a.jpg")).toMatchObject({ alreadyConverted: false });
    expect(await isUpToDate("a.jpg", "a.webp")).toBe(true);
    expect(await byHand("a.jpg")).toMatchObject({ alreadyConverted: true });
  });

  it("is made again when source and target were deleted and the same source is uploaded again", async () => {
    await put("a.jpg", pictures.jpeg());
    const first = await next();
    await job.bucket.delete("a.jpg");
    await job.bucket.delete("a.webp");
    await put("a.jpg", pictures.jpeg());
    const second = await next(first);
    expect(second.result).toMatchObject({ processed: 1 });
    expect(await isUpToDate("a.jpg", "a.webp")).toBe(true);
  });

  it("is made again when only the target is gone, though its source lies long before the last processed time", async () => {
    for (const key of ["a.jpg", "b.jpg", "c.jpg"]) await put(key, pictures.jpeg());
    const first = await next();
    for (const key of ["a.webp", "c.webp"]) await job.bucket.delete(key);
    const later = {
      ...first.state,
      value: { ...savedBy(first), last_processed_time: inAnHour() },
    } as Converted["state"];
    const second = await job.convert({}, { state: later });
    expect(second.result).toMatchObject({ processed: 2, failed: 0, skipped: 0 });
    expect(await job.keys()).toEqual(["a.jpg", "a.webp", "b.jpg", "b.webp", "c.jpg", "c.webp"]);
    expect((await job.convert({}, { state: later })).result).toMatchObject({ processed: 0, skipped: 0 });
  });

  it("stays when its source is gone, unless the parameter removeOrphans is set (fault B7)", async () => {
    for (const key of ["a.jpg", "b.jpg", "c.jpg"]) await put(key, pictures.jpeg());
    const first = await next();
    for (const key of ["a.jpg", "c.jpg"]) await job.bucket.delete(key);
    await job.bucket.write("c.webp", await pictures.webp(), { contentType: "image/webp" });
    const second = await next(first);
    expect(second.result).toMatchObject({ processed: 0, skipped: 0 });
    expect(await job.keys()).toEqual(["a.webp", "b.jpg", "b.webp", "c.webp"]);
    const third = await job.convert({ removeOrphans: true }, { state: second.state });
    expect(third.lines.map(({ message }) => message)).toContain(
      "Removed the WebP of 2 images that are no longer in the bucket",
    );
    expect(await job.keys()).toEqual(["b.jpg", "b.webp", "c.webp"]);
    expect(await statuses()).toEqual(["gone: no longer in the bucket", "converted", "gone: no longer in the bucket"]);
  });

  it("is not asked for any more when its source is gone, too", async () => {
    await put("a.jpg", pictures.jpeg());
    const first = await next();
    await job.bucket.delete("a.jpg");
    await job.bucket.delete("a.webp");
    const second = await next(first);
    expect(second.result).toMatchObject({ processed: 0, failed: 0, skipped: 1 });
    expect(await statuses()).toEqual(["gone: no longer in the bucket"]);
    expect((await next(second)).result).toMatchObject({ processed: 0, skipped: 0 });
  });

  it("is made again when an older version's conversion was written over it", async () => {
    await put("a.jpg", pictures.jpeg());
    const first = await next();
    const stale = await job.bucket.head("a.webp");
    await put("a.jpg", pictures.jpegTurned());
    const second = await next(first);
    await job.bucket.write("a.webp", await pictures.webp(), {
      contentType: "image/webp",
      ...(stale && { metadata: stale.metadata }),
    });
    const third = await next(second);
    expect(third.result).toMatchObject({ processed: 1 });
    expect(await isUpToDate("a.jpg", "a.webp")).toBe(true);
  });

  it("does not stay when the newest version needs no target", async () => {
    await put("a.jpg", pictures.jpeg());
    const first = await next();
    await put("a.jpg", pictures.webp());
    const second = await next(first);
    expect(second.result).toMatchObject({ processed: 0, failed: 0, skipped: 1 });
    expect(await job.keys()).toEqual(["a.jpg"]);
    await put("a.jpg", pictures.jpeg());
    expect((await next(second)).result).toMatchObject({ processed: 1 });
    expect(await isUpToDate("a.jpg", "a.webp")).toBe(true);
  });

  it("is never older than what two conversions at once of two versions began with", async () => {
    await put("a.jpg", pictures.jpeg());
    const object = await job.bucket.head("a.jpg");
    await job.domain.db.$executeRaw`
      insert into image_conversion (bucket, source_key, source_etag, source_modified, bytes_before, status, claim, claimed_at)
      values ('photos', 'a.jpg', ${object?.etag}, ${object?.modifiedAt}, 1, 'converting', gen_random_uuid(), now())`;
    await put("a.jpg", pictures.jpegTurned());
    await expect(byHand("a.jpg")).rejects.toThrow(/being converted right now/);
    const first = await next();
    expect(first.result).toMatchObject({ processed: 0, failed: 0 });
    await job.domain.db
      .$executeRaw`update image_conversion set status = 'converted', claim = null where status = 'converting'`;
    const later = {
      ...first.state,
      value: { ...savedBy(first), last_processed_time: inAnHour() },
    } as Converted["state"];
    expect((await job.convert({}, { state: later })).result).toMatchObject({ processed: 1 });
    expect(await isUpToDate("a.jpg", "a.webp")).toBe(true);
  });
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const savedBy = ({ state }: Converted) => (state.kind === "present" ? state.value : null);
