import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { E2E } from "../support/e2e-settings.ts";
import { LOOKS, lookAt, overflowOf, violationsOf } from "./support/axe.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const PATH = "/dashboard/admin/conversions";
const FOLDER = join(E2E.home, "bucket/mended");
const source = (name: string) => `mended/${name}`;

const convert = (page: Page, name: string) =>
  page.request.post("/api/convert", {
    data: { source: `r2://local/${source(name)}` },
    headers: { origin: E2E.baseUrl },
  });

const picture = (width = 64) =>
  sharp({ create: { width, height: 48, channels: 3, background: "#2b4acb" } })
    .jpeg({ quality: 95 })
    .toBuffer();

/** Two pictures that cannot be read, one that can, and one that no WebP can hold. */
test.beforeEach(async ({ as, rows }) => {
  await rows.db.$executeRaw`truncate image_conversion, image_target`;
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const name of ["torn.jpg", "text.jpg"]) writeFileSync(join(FOLDER, name), "this is no picture");
  writeFileSync(join(FOLDER, "fine.jpg"), await picture());
  writeFileSync(join(FOLDER, "wide.jpg"), await picture(16_400));
  const admin = await as("admin");
  for (const name of ["fine.jpg", "wide.jpg", "text.jpg", "torn.jpg"]) await convert(admin, name);
});

const row = (page: Page, name: string) =>
  page
    .getByRole("list", { name: "Images, newest first" })
    .getByRole("listitem")
    .filter({ hasText: source(name) });

test("the list says what became of each image, and Health leads to it", async ({ as }) => {
  const page = await as("viewer");
  await page.goto("/dashboard/admin/health");
  await expect(page.getByText("2 images failed and are tried again.")).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conversions" }).click();
  await expect(page).toHaveURL(PATH);
  await expect(row(page, "torn.jpg")).toContainText("failed");
  await expect(row(page, "torn.jpg")).toContainText("the content is no JPEG, PNG, GIF or TIFF image");
  await expect(row(page, "wide.jpg")).toContainText("a WebP has at most 16383 on a side");
  await expect(row(page, "fine.jpg")).toContainText(`to ${source("fine.webp")}`);
  await expect(page.getByRole("button", { name: /^Retry/ })).toHaveCount(0);
  await page.getByLabel("Show").selectOption({ label: "To be mended" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/status=attention/);
  await expect(row(page, "fine.jpg")).toHaveCount(0);
  await expect(row(page, "text.jpg")).toBeVisible();
});

test("an image is retried from its row: refused with the reason, then converted once it is mended", async ({ as }) => {
  const page = await as("admin");
  await page.goto(PATH);
  const retry = row(page, "torn.jpg").getByRole("button", { name: `Retry ${source("torn.jpg")}` });
  await retry.click();
  await expect(row(page, "torn.jpg").getByRole("alert")).toHaveText(
    "It was not converted: the content is no JPEG, PNG, GIF or TIFF image.",
  );
  writeFileSync(join(FOLDER, "torn.jpg"), await picture());
  await retry.click();
  await expect(row(page, "torn.jpg").filter({ hasText: "converted" })).toContainText(`to ${source("torn.webp")}`);
});

test("all that failed is queued again, before JavaScript, too", async ({ as, rows }) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(PATH);
  await page.getByRole("button", { name: "Retry all" }).first().click();
  await expect(page.getByText("Retry 2 images?")).toBeVisible();
  await page.locator("#retry-all").getByRole("button", { name: "Retry all" }).click();
  await expect(row(page, "torn.jpg")).toContainText("waiting");
  await expect(page.getByRole("button", { name: /^Retry/ })).toHaveCount(0);
  const audit = await rows.db.cronAuditLog.findFirst({ where: { action: "image.retry" }, orderBy: { id: "desc" } });
  expect(audit).toMatchObject({ target: "local", after: { queued: 2 } });
});

test("the list speaks Korean to whoever asks for it", async ({ as }) => {
  const page = await as("admin", { locale: "ko-KR" });
  await page.goto(PATH);
  await expect(page.getByRole("heading", { name: "이미지 변환" })).toBeVisible();
  await expect(page.getByText("JPEG, PNG, GIF, TIFF 이미지가 아닙니다").first()).toBeVisible();
});

test("axe finds nothing and nothing is cut off, light and dark, wide and narrow", async ({ as }) => {
  const page = await as("admin");
  await page.goto(PATH);
  await expect(row(page, "torn.jpg")).toBeVisible();
  for (const look of LOOKS) {
    await lookAt(page, look);
    expect([look, await violationsOf(page), await overflowOf(page)]).toEqual([look, [], 0]);
  }
});
