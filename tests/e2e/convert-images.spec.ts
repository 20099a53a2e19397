import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { E2E } from "../support/e2e-settings.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const FOLDER = join(E2E.home, "bucket/e2e");

async function placePictures(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: "#2b4acb" } });
  for (const format of ["jpeg", "png", "gif", "tiff"] as const) {
    writeFileSync(join(FOLDER, `${format}-picture.${format}`), await picture.clone().toFormat(format).toBuffer());
  }
  writeFileSync(join(FOLDER, "torn.jpg"), "this is no picture");
}

test("pictures in the bucket become WebP files that open, and the broken one is named", async ({ as }) => {
  await placePictures();
  const page = await as("operator");
  await page.goto("/dashboard/admin/cron-jobs/convert-images/run");
  await page.getByLabel("prefix").fill("e2e/");
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText(/^Partly done/)).toBeVisible();
  await expect(page.getByLabel("Result")).toContainText("e2e/torn.jpg");
  await expect(page.getByLabel("Log lines")).toContainText("e2e/torn.jpg");
  for (const format of ["jpeg", "png", "gif", "tiff"]) {
    const { format: made, width } = await sharp(readFileSync(join(FOLDER, `${format}-picture.webp`))).metadata();
    expect([made, width]).toEqual(["webp", 64]);
  }

  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page.getByText(/^Completed after/)).toBeVisible();
  await expect(page.getByLabel("Result")).toContainText('"processed": 0');
  await page.goto("/dashboard/admin/cron-jobs/convert-images/state");
  await expect(page.getByLabel("Saved state", { exact: true })).toContainText("last_processed_time");
});

test.describe("fault D5: stack traces of the built server", () => {
  const bucket = join(E2E.home, "bucket");
  const away = `${bucket}-away`;
  test.beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
  test.afterEach(() => {
    rmSync(bucket);
    renameSync(away, bucket);
  });

  test("name the lines of the source files, on the page and in the row, and no folder of the machine", async ({
    as,
    rows,
  }) => {
    const page = await as("operator");
    renameSync(bucket, away);
    writeFileSync(bucket, "no folder");
    await page.goto("/dashboard/admin/cron-jobs/convert-images/run");
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByText("Stack", { exact: true }).click();
    const stack = page.locator("pre").filter({ hasText: "BucketError" });
    await expect(stack).toContainText(/ at .*\(lib\/jobs\/images\/convert-images\.handler\.ts:\d+:\d+\)/);
    await expect(stack).toContainText(/lib\/clients\/bucket\/folder-bucket\.ts:\d+:\d+/);
    const { error } = await rows.db.cronJobLog.findUniqueOrThrow({ where: { id: page.url().slice(-36) } });
    const frames = (error as { stack: string }).stack.split("\n").filter((line) => /^\s+at /.test(line));
    expect(frames.filter((line) => line.includes(".next/") || /[( ]\//.test(line))).toEqual([]);
  });
});

test("fault D5: no source map is shipped to browsers", () => {
  const shipped = readdirSync(join(import.meta.dirname, "../../.next/static"), { recursive: true }).map(String);
  expect(shipped.filter((file) => file.endsWith(".js")).length).toBeGreaterThan(0);
  expect(shipped.filter((file) => file.endsWith(".map"))).toEqual([]);
});
