import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "@formatjs/icu-messageformat-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examineConversions } from "../../../lib/jobs/images/conversions.ts";
import { reasonIn } from "../../../lib/jobs/images/reasons.ts";
import { imageWords } from "../../../lib/jobs/images/words.ts";
import { type ApiApp, asJson, startApiApp } from "../../support/api-app.ts";
import * as pictures from "./pictures.ts";

let app: ApiApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-conversions-"));
  app = await startApiApp([], { variables: { BUCKET_URL: `file:${folder}` } });
  const put = async (key: string, body: Buffer) =>
    app.runtime.services.bucket.write(key, body, { contentType: "image/jpeg" });
  await put("ok.jpg", await pictures.jpegTurned());
  await put("pages.tif", await pictures.tiffOfThreePages());
  await put("text.jpg", pictures.text());
  await put("torn.jpg", await pictures.truncatedJpeg());
  await put("wide.png", await pictures.tooWide());
  for (const key of ["ok.jpg", "pages.tif", "text.jpg", "torn.jpg", "wide.png"]) {
    await app.cron("/api/convert", asJson({ source: `r2://local/${key}` }));
  }
  await app.db.imageConversion.updateMany({
    where: { sourceKey: "torn.jpg" },
    data: { status: "gave_up", attempts: 5 },
  });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const list = async (query = "") => (await app.as("viewer", `/api/admin/conversions${query}`)).json();
const keys = async (query: string) =>
  (await list(query)).conversions.map((one: { sourceKey: string }) => one.sourceKey);
const idOf = async (sourceKey: string) => {
  const { id } = await app.db.imageConversion.findFirstOrThrow({ where: { sourceKey } });
  return String(id);
};

describe("fault B7: the list of conversions", () => {
  it("has each image with what became of it, newest first, and the sums", async () => {
    const { conversions, sums } = await list();
    const told = conversions.map(({ sourceKey, status, error, note }: Record<string, unknown>) => [
      sourceKey,
      status,
      error ?? note,
    ]);
    expect(told).toEqual([
      ["wide.png", "skipped", "it is 16384 x 2 pixels large; a WebP has at most 16383 on a side"],
      ["torn.jpg", "gave_up", expect.stringMatching(/^The image cannot be read/)],
      ["text.jpg", "failed", "The content is no JPEG, PNG, GIF or TIFF image"],
      ["pages.tif", "converted", "only the first of its 3 pages was converted"],
      ["ok.jpg", "converted", null],
    ]);
    expect(sums.counts).toEqual({ failed: 1, gave_up: 1, skipped: 1, converted: 2, pending: 0, converting: 0 });
    expect(sums.bytesBefore).toBeGreaterThan(sums.bytesAfter);
  });

  it("is narrowed by state and by the beginning of the key, and read page by page", async () => {
    expect(await keys("?status=attention")).toEqual(["torn.jpg", "text.jpg"]);
    expect(await keys("?status=skipped")).toEqual(["wide.png"]);
    expect(await keys("?search=t")).toEqual(["torn.jpg", "text.jpg"]);
    expect(await keys("?search=%25")).toEqual([]);
    const first = await list("?limit=3");
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);
    expect([...first.conversions, ...second.conversions]).toHaveLength(5);
    expect(second.nextCursor).toBeNull();
  });

  it.each(["?status=lost", "?cursor=x", "?limit=0", "?search=%00", "?page=1"])("refuses %s", async (query) => {
    expect((await app.as("viewer", `/api/admin/conversions${query}`)).status).toBe(422);
  });

  it("warns on Health, in both languages, while images failed", async () => {
    const [finding] = await examineConversions(app.runtime.services);
    expect(finding).toMatchObject({
      severity: "warning",
      evidence: { en: "1 image failed and is tried again. 1 image was given up.", ko: expect.stringContaining("1개") },
    });
  });

  it("retries one image now, and says in the audit log who did", async () => {
    const retry = async (id: string) => app.as("admin", `/api/admin/conversions/${id}/retry`, asJson({}));
    const id = await idOf("torn.jpg");
    expect((await retry(id)).status).toBe(422);
    await app.runtime.services.bucket.write("torn.jpg", await pictures.jpeg(), { contentType: "image/jpeg" });
    const answer = await retry(id);
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ targetKey: "torn.webp" })]);
    expect(await app.db.cronAuditLog.findFirst({ orderBy: { id: "desc" } })).toMatchObject({
      action: "image.convert",
      target: "r2://local/torn.jpg",
    });
    expect((await retry(id)).status).toBe(404);
    expect((await retry("x")).status).toBe(404);
  });

  it("forgets an image that is no longer in the bucket when it is retried", async () => {
    await app.runtime.services.bucket.write("lost.jpg", pictures.text(), { contentType: "image/jpeg" });
    await app.cron("/api/convert", asJson({ source: "r2://local/lost.jpg" }));
    await app.runtime.services.bucket.delete("lost.jpg");
    const response = await app.as("admin", `/api/admin/conversions/${await idOf("lost.jpg")}/retry`, asJson({}));
    expect(response.status).toBe(404);
    expect(await keys("?search=lost")).toEqual([]);
  });

  it("queues all that failed or were given up again, with all their attempts before them", async () => {
    await app.db.imageConversion.updateMany({
      where: { sourceKey: "text.jpg" },
      data: { status: "gave_up", attempts: 5 },
    });
    const response = await app.as("admin", "/api/admin/conversions/retry", asJson({}));
    expect(await response.json()).toEqual({ success: true, queued: 1 });
    const row = await app.db.imageConversion.findFirstOrThrow({ where: { sourceKey: "text.jpg" } });
    expect(row).toMatchObject({ status: "pending", attempts: 0, nextAttemptAt: expect.any(Date) });
    const audit = await app.db.cronAuditLog.findFirst({ orderBy: { id: "desc" } });
    expect(audit).toMatchObject({ action: "image.retry", target: "local", after: { queued: 1 } });
    expect(await examineConversions(app.runtime.services)).toEqual([]);
  });
});

describe("the words of the pack", () => {
  const flat = (words: object, at = ""): [string, string][] =>
    Object.entries(words).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[at + key, value]] : flat(value, `${at}${key}.`),
    );

  it("have the same keys in both languages, each of which can be read", () => {
    const [english, korean] = [flat(imageWords.en), flat(imageWords.ko)];
    expect(korean.map(([key]) => key)).toEqual(english.map(([key]) => key));
    for (const [, text] of [...english, ...korean]) expect(() => parse(text)).not.toThrow();
  });

  it("say a reason in both languages with its values", () => {
    const reason = { code: "no_smaller", values: { before: "10", after: "12" } } as const;
    expect(reasonIn("en", reason)).toBe("its WebP would be no smaller (10 -> 12 bytes)");
    expect(reasonIn("ko", reason)).toContain("10 -> 12");
  });
});
