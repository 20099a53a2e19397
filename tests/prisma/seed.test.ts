import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openBucket } from "../../lib/clients/bucket/open-bucket.ts";
import { demoPictures } from "../../prisma/seed/demo-pictures.ts";
import { seedBucket } from "../../prisma/seed/seed-bucket.ts";
import { seedIdeas } from "../../prisma/seed/seed-ideas.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

/** Two processes start one after the other. */
const PATIENCE_MS = 90_000;

let domain: DomainDb;
let folder: string;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.$executeRaw`truncate category, idea, idea_purchase, idea_claim, image_conversion, "user" cascade`;
  folder = await mkdtemp(join(tmpdir(), "belfry-seed-"));
  return () => rm(folder, { recursive: true });
});

/** Everything in the demo tables, whatever the order. */
async function contents(): Promise<unknown> {
  const { db } = domain;
  return Promise.all([
    db.category.findMany({ orderBy: { id: "asc" } }),
    db.idea.findMany({ orderBy: { id: "asc" } }),
    db.ideaPurchase.findMany({ orderBy: { id: "asc" } }),
    db.ideaClaim.findMany({ orderBy: { id: "asc" } }),
    db.user.findMany(),
  ]);
}

test("the same ideas are written everywhere, and a second seed writes nothing", async () => {
  const now = new Date("2026-11-21T12:00:00Z");
  expect(await seedIdeas(domain.db, now)).toBe(320);
  const first = await contents();
  expect(await seedIdeas(domain.db, new Date("2026-12-01T12:00:00Z"))).toBe(0);
  expect(await contents()).toEqual(first);
  await domain.db.$executeRaw`truncate category, idea, idea_purchase, idea_claim`;
  await seedIdeas(domain.db, now);
  const ids = await domain.db.idea.findMany({ select: { id: true, title: true, viewCount: true } });
  expect((first as unknown[][])[1]).toEqual(expect.arrayContaining(ids.map((idea) => expect.objectContaining(idea))));
});

test("an empty bucket gets pictures of each kind, and one that is broken", async () => {
  const bucket = openBucket({ kind: "folder", name: "local", path: folder });
  expect(await seedBucket(bucket)).toBe(6);
  for (const { key } of await demoPictures()) {
    const picture = sharp(await readFile(join(folder, key)), { failOn: "error" });
    const decoded = picture.raw().toBuffer();
    if (key === "uploads/broken.jpg") await expect(decoded).rejects.toThrow("premature end");
    else expect((await decoded).length).toBeGreaterThan(0);
  }
  expect(await seedBucket(bucket)).toBe(0);
});

test("a bucket that holds something is left alone", async () => {
  await writeFile(join(folder, "mine.jpg"), "mine");
  expect(await seedBucket(openBucket({ kind: "folder", name: "local", path: folder }))).toBe(0);
});

interface Ending {
  code: number | null;
  output: string;
}

/** Runs the seed as `npm run db:seed` does, on a home and a database of the test's own. */
function runSeed(more: Record<string, string> = {}): Promise<Ending> {
  const env = {
    NODE_ENV: "test" as const,
    BELFRY_HOME: folder,
    DATABASE_URL: domain.url,
    BETTER_AUTH_SECRET: "x".repeat(32),
    ADMIN_EMAIL: "ada@example.com",
    ADMIN_PASSWORD: "correct horse battery",
    ...more,
  };
  const child = spawn(process.execPath, [resolve("prisma/seed.ts")], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}

test(
  "the seed as a whole makes ideas, pictures and the admin; a second one changes nothing",
  async () => {
    const first = await runSeed();
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining("admin ada@example.com made") });
    expect(first.output).toContain("320 demo ideas written");
    expect(first.output).toContain("6 demo pictures written");
    const before = await contents();
    const second = await runSeed();
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining("is there already") });
    expect(await contents()).toEqual(before);
  },
  PATIENCE_MS,
);

test(
  "a bucket outside the home gets no pictures, and without a password there is no admin",
  async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "belfry-elsewhere-"));
    const { code, output } = await runSeed({ BUCKET_URL: `file:${elsewhere}`, ADMIN_PASSWORD: "" });
    expect(code).toBe(0);
    expect(output).toContain("no demo pictures");
    expect(output).toContain("no admin made");
    expect(await domain.db.user.count()).toBe(0);
    await rm(elsewhere, { recursive: true });
  },
  PATIENCE_MS,
);
