import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ObjectNotFoundError } from "../../../lib/clients/bucket/bucket.ts";
import {
  ConversionBusyError,
  InvalidSourceError,
  UnconvertibleImageError,
} from "../../../lib/jobs/images/conversion-errors.ts";
import { type ConvertSourceOptions, convertSource } from "../../../lib/jobs/images/convert-source.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { type FolderImageJob, imageServices, startFolderJob } from "./image-job.ts";
import * as pictures from "./pictures.ts";

let domain: DomainDb;
let job: FolderImageJob;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  job = await startFolderJob(domain);
});
afterEach(() => job.close());

const convert = (source: string, options?: ConvertSourceOptions) =>
  convertSource(imageServices(job.domain.db, job.bucket), source, options);
const rowOf = (sourceKey: string) => job.domain.db.imageConversion.findFirstOrThrow({ where: { sourceKey } });

it("converts one object now and answers both keys and sizes; the job leaves it alone afterwards", async () => {
  await job.put({ "a/한 글.jpg": pictures.jpegTurned() });
  const source = await job.bucket.head("a/한 글.jpg");
  const converted = await convert("r2://local/a/한 글.jpg");
  const target = await job.bucket.head("a/한 글.webp");
  expect(converted).toEqual({
    bucket: "local",
    sourceKey: "a/한 글.jpg",
    targetKey: "a/한 글.webp",
    bytesBefore: source?.size,
    bytesAfter: target?.size,
    note: null,
    alreadyConverted: false,
  });
  expect((await job.convert()).result).toMatchObject({ processed: 0 });
});

it("answers the earlier conversion of the same version, unless it is forced or its target is gone", async () => {
  await job.put({ "a.jpg": pictures.jpeg() });
  const first = await convert("r2://local/a.jpg");
  const written = await job.bucket.head("a.webp");
  expect(await convert("r2://local/a.jpg")).toEqual({ ...first, alreadyConverted: true });
  expect(await job.bucket.head("a.webp")).toEqual(written);
  expect(await convert("r2://local/a.jpg", { force: true })).toEqual(first);
  expect((await job.bucket.head("a.webp"))?.etag).not.toBe(written?.etag);
  await rm(join(job.root, "a.webp"));
  expect(await convert("r2://local/a.jpg")).toEqual(first);
});

it("counts as done after a reset of the job's state that came before it", async () => {
  await job.put({ "a.jpg": pictures.jpeg() });
  await job.domain.db.cronJobState.create({ data: { jobName: "convert-images", epoch: 3, updatedBy: "admin" } });
  await convert("r2://local/a.jpg");
  expect((await job.convert({}, { state: { kind: "absent", epoch: 3 } })).result).toMatchObject({ processed: 0 });
  expect((await job.convert({}, { state: { kind: "absent", epoch: 4 } })).result).toMatchObject({ processed: 1 });
});

it.each([
  ["local/a.jpg", /expected r2:\/\/local\/KEY/],
  ["https://local/a.jpg", /expected r2:\/\/local\/KEY/],
  ["r2://local", /expected r2:\/\/local\/KEY/],
  ["r2://local/", /expected r2:\/\/local\/KEY/],
  ["r2://other/a.jpg", /names the bucket "other", expected "local"/],
])("refuses the source %s", async (source, reason) => {
  const refusal = convert(source);
  await expect(refusal).rejects.toThrow(InvalidSourceError);
  await expect(refusal).rejects.toThrow(reason);
});

it("says that the key is missing", async () => {
  await expect(convert("r2://local/nope.jpg")).rejects.toThrow(ObjectNotFoundError);
});

it("says why an object cannot be converted, and lists it among the failed ones", async () => {
  await job.put({
    "text.jpg": Promise.resolve(pictures.text()),
    "bomb.png": pictures.bomb(),
    "done.webp": pictures.webp(),
  });
  await expect(convert("r2://local/text.jpg")).rejects.toThrow(UnconvertibleImageError);
  await expect(convert("r2://local/bomb.png")).rejects.toThrow(/50000000 pixels allowed/);
  await expect(convert("r2://local/done.webp")).rejects.toThrow(/Its content is WebP already/);
  expect(await rowOf("text.jpg")).toMatchObject({ status: "failed", attempts: 0, claim: null });
  expect(await rowOf("done.webp")).toMatchObject({ status: "skipped" });
});

it("tries an image again that the job gave up", async () => {
  await job.put({ "a.jpg": pictures.jpeg() });
  await job.convert({ maxBytes: 10, maxItemAttempts: 1 });
  expect(await rowOf("a.jpg")).toMatchObject({ status: "gave_up" });
  expect(await convert("r2://local/a.jpg")).toMatchObject({ alreadyConverted: false });
  expect(await rowOf("a.jpg")).toMatchObject({ status: "converted", error: null });
});

it("does not convert one version twice at once", async () => {
  await job.put({ "a.jpg": pictures.jpeg() });
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, () => convert("r2://local/a.jpg", { force: true })),
  );
  const refused = answers.filter((answer) => answer.status === "rejected").map(({ reason }) => reason);
  expect(refused.length).toBeGreaterThan(0);
  for (const reason of refused) expect(reason).toBeInstanceOf(ConversionBusyError);
  expect(await rowOf("a.jpg")).toMatchObject({ status: "converted", targetKey: "a.webp" });
});
