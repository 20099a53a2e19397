import { expect, startClean, test } from "./support/people.ts";

startClean();

const JOBS = "/dashboard/admin/cron-jobs";
const LIST = `${JOBS}?category=ideas&sort=name`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test.beforeAll(async ({ rows }) => {
  await rows.db.cronJobLog.deleteMany({ where: { jobName: "clean-data" } });
  await rows.insert([
    { job: "clean-data", status: "completed", startedAt: minutesAgo(3), durationMs: 700 },
    { job: "clean-data", status: "failed", startedAt: minutesAgo(2), error: "no space left" },
    { job: "clean-data", status: "completed", startedAt: minutesAgo(3 * 24 * 60), durationMs: 900 },
  ]);
});

test("History opens over the list, changes its range there, and leaves the list as it was", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(LIST);
  const opener = page.getByRole("link", { name: "History of clean-data" });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "History of clean-data" });
  await expect(dialog.getByText("Statistics")).toBeVisible();
  await expect(page).toHaveURL(`${LIST}&history=clean-data`);
  await expect(dialog.getByRole("row").filter({ hasText: "no space left" })).toBeVisible();
  await expect(dialog.getByRole("row").filter({ hasText: /Completed|Failed/ })).toHaveCount(3);
  await expect(dialog.locator("svg.recharts-surface").first()).toBeVisible();

  await dialog.getByRole("link", { name: "24 h" }).click();
  await expect(dialog.getByRole("button", { name: "Show the changes" })).toHaveCount(0);
  await expect(dialog.getByRole("row").filter({ hasText: /Completed|Failed/ })).toHaveCount(2);
  await expect(page).toHaveURL(`${LIST}&history=clean-data&days=1`);

  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(LIST);
  await expect(opener).toBeFocused();
});

test("the address with the dialog shows it to anybody, and the cross and a click beside it close it", async ({
  as,
}) => {
  const page = await as("operator");
  await page.goto(`${LIST}&history=clean-data&days=7`);
  const dialog = page.getByRole("dialog", { name: "History of clean-data" });
  await expect(dialog.getByRole("link", { name: "7 d" })).toHaveAttribute("aria-current", "true");
  await dialog.getByRole("link", { name: "Close" }).click();
  await expect(page).toHaveURL(LIST);
  await page.goto(`${JOBS}?history=health_check`);
  await expect(page.locator("dialog:modal")).toHaveAccessibleName("History of health-check");
  await page.mouse.click(5, 5);
  await expect(page).toHaveURL(JOBS);
  await page.goto(`${JOBS}?history=nobody`);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("without a script the dialog lies over the list, its range changes and its cross leads back", async ({ as }) => {
  const page = await as("viewer", { javaScriptEnabled: false });
  await page.goto(LIST);
  await page.getByRole("link", { name: "History of clean-data" }).click();
  const dialog = page.getByRole("dialog", { name: "History of clean-data" });
  await expect(dialog.getByRole("row").filter({ hasText: "no space left" })).toBeVisible();
  await dialog.getByText("Other range").click();
  await dialog.getByLabel("From (UTC)").fill(minutesAgo(60).slice(0, 16));
  await dialog.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/category=ideas.*history=clean-data.*from=/);
  await expect(dialog.getByRole("row").filter({ hasText: /Completed|Failed/ })).toHaveCount(2);
  await dialog.getByRole("link", { name: "Close" }).click();
  await expect(page).toHaveURL(LIST);
});
