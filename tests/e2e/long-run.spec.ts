import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { E2E } from "../support/e2e-settings.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const FOLDER = join(E2E.home, "bucket/long");
const PICTURES = 60;

/** Pictures that take a processor a minute: noise does not compress. */
async function placePictures(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const picture = sharp({ create: { width: 2000, height: 1500, channels: 3, background: "#000", noise } });
  writeFileSync(join(FOLDER, "000.jpg"), await picture.jpeg({ quality: 98 }).toBuffer());
  for (let index = 1; index < PICTURES; index++) {
    copyFileSync(join(FOLDER, "000.jpg"), join(FOLDER, `${String(index).padStart(3, "0")}.jpg`));
  }
}

test("a long run shows its progress and its log lines as they come, never jumps, and stops soon after Cancel", async ({
  as,
  rows,
}) => {
  test.setTimeout(180_000);
  await placePictures();
  const page = await as("operator");
  await page.goto("/dashboard/admin/cron-jobs/convert-images/run");
  await page.getByLabel("prefix").fill("long/");
  // One at a time leaves a processor to the server and the browser
  await page.getByLabel("concurrency").fill("1");
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page).toHaveURL(/cron-logs\/[0-9a-f-]{36}$/);

  const bar = page.getByRole("progressbar", { name: "Items done" });
  const log = page.getByRole("region", { name: "Log lines" });
  await expect(bar).toBeVisible();
  const first = Number(await bar.getAttribute("value"));
  await expect.poll(async () => Number(await bar.getAttribute("value"))).toBeGreaterThan(first);
  // The age of the newest line when it is first seen; the run writes one per picture
  const ages: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const lines = await log.getByRole("listitem").count();
    await expect
      .poll(() => log.getByRole("listitem").count(), { intervals: [50], timeout: 30_000 })
      .toBeGreaterThan(lines);
    const at = await log.getByRole("listitem").last().locator("time").getAttribute("datetime");
    ages.push(Date.now() - new Date(at ?? 0).getTime());
  }
  test.info().annotations.push({ type: "age of the newest line in ms", description: ages.join(", ") });

  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(300);
  const place = await page.evaluate(() => window.scrollY);
  const headline = await page.getByText("Timeline").boundingBox();
  const lines = await log.getByRole("listitem").count();
  await expect.poll(() => log.getByRole("listitem").count(), { timeout: 30_000 }).toBeGreaterThan(lines);
  expect(await page.evaluate(() => window.scrollY)).toBe(place);
  expect(await page.getByText("Timeline").boundingBox()).toEqual(headline);

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText(/^Cancelled after/)).toBeVisible();
  const run = await rows.db.cronJobLog.findUniqueOrThrow({ where: { id: page.url().slice(-36) } });
  expect(Number(run.completedAt) - Number(run.abortRequestedAt)).toBeLessThan(5_000);
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
});
