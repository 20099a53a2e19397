import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiApp, asJson, emailOf, startApiApp } from "../support/api-app.ts";
import { refuseAuditRows } from "../support/audit-log-away.ts";

let app: ApiApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-convert-"));
  app = await startApiApp([], { variables: { BUCKET_URL: `file:${folder}` } });
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: "#c33" } });
  await app.runtime.services.bucket.write("a/b.jpg", await picture.jpeg().toBuffer(), { contentType: "image/jpeg" });
  await app.runtime.services.bucket.write("broken.jpg", Buffer.from("no picture"), { contentType: "image/jpeg" });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const convert = (source: string) => app.cron("/api/convert", asJson({ source }));

describe("POST /api/convert", () => {
  it("converts one object for the cron secret and answers both keys and sizes; again, it is done already", async () => {
    const body = await (await convert("r2://local/a/b.jpg")).json();
    expect(body).toMatchObject({ success: true, sourceKey: "a/b.jpg", targetKey: "a/b.webp", alreadyConverted: false });
    expect(body.bytesBefore).toBeGreaterThan(0);
    const { body: written } = await app.runtime.services.bucket.read("a/b.webp");
    expect(written).toHaveLength(body.bytesAfter);
    expect((await sharp(written).metadata()).format).toBe("webp");
    expect(await (await convert("r2://local/a/b.jpg")).json()).toMatchObject({ alreadyConverted: true });
  });

  it("works for an admin's session and says in the audit log who it was", async () => {
    expect((await app.as("admin", "/api/convert", asJson({ source: "r2://local/a/b.jpg" }))).status).toBe(200);
    const [secret, admin] = await app.db.cronAuditLog.findMany({ orderBy: { id: "asc" }, distinct: ["actor"] });
    expect([secret?.actor, admin?.actor]).toEqual(["cron-secret", emailOf("admin")]);
    expect(admin).toMatchObject({ action: "image.convert", target: "r2://local/a/b.jpg" });
  });

  it("fault A17: converts nothing while the audit log cannot be written, and names there why a picture was refused", async () => {
    const { bucket } = app.runtime.services;
    const { body } = await bucket.read("a/b.jpg");
    await bucket.write("a/c.jpg", body, { contentType: "image/jpeg" });
    const writeAgain = await refuseAuditRows(app.db);
    expect((await convert("r2://local/a/c.jpg")).status).toBe(500);
    await writeAgain();
    expect(await bucket.head("a/c.webp")).toBeNull();
    expect((await convert("r2://local/broken.jpg")).status).toBe(422);
    const rows = await app.db.cronAuditLog.findMany({
      where: { target: "r2://local/broken.jpg" },
      orderBy: { id: "asc" },
    });
    expect(rows.map(({ after }) => after)).toMatchObject([{ outcome: "begun" }, { outcome: "failed" }]);
  });

  it.each([
    ["another bucket", "r2://other/a/b.jpg", 422],
    ["no r2 address", "/etc/passwd", 422],
    ["a way out of the bucket", "r2://local/../../etc/passwd", 422],
    ["a missing key", "r2://local/nope.jpg", 404],
    ["a broken picture", "r2://local/broken.jpg", 422],
  ])("refuses %s", async (_what, source, status) => {
    const response = await convert(source);
    expect([response.status, (await response.json()).success]).toEqual([status, false]);
  });

  it("answers 503 and when to call again while the process converts as much as it can (fault B4)", async () => {
    const response = await app.runtime.services.imageGate.hold(
      99_999_999,
      { signal: new AbortController().signal },
      () => app.cron("/api/convert", asJson({ source: "r2://local/a/b.jpg", force: true })),
    );
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await response.json()).toMatchObject({ success: false, code: "conversions_full" });
  });

  it("never falls back to the session when the bearer is wrong", async () => {
    const init = { ...asJson({ source: "r2://local/a/b.jpg" }), headers: { authorization: "Bearer undefined" } };
    expect((await app.as("admin", "/api/convert", init)).status).toBe(401);
  });
});
