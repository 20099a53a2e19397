import { E2E } from "../support/e2e-settings.ts";
import { expect, fillSignIn, startClean, test } from "./support/people.ts";

startClean();

test.use({ javaScriptEnabled: false });

test("one can sign in, filter, page, switch, choose a theme and run a job before JavaScript", async ({
  page,
  rows,
}) => {
  const job = "without-script";
  const at = (index: number) => new Date(Date.now() - index * 60_000).toISOString();
  await rows.insert(
    Array.from({ length: 60 }, (_, index) => ({ job, status: "completed", startedAt: at(index) }) as const),
  );
  await page.goto("/admin/cron-logs");
  await fillSignIn(page, E2E.email, E2E.password);

  await expect(page).toHaveURL("/admin/cron-logs");
  await page.goto(`/admin/cron-logs?job_name=${job}`);
  await page.getByLabel("Status").selectOption("success");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("Runs 1 to 50 of 60")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("Runs 51 to 60 of 60")).toBeVisible();

  await page.goto("/dashboard/admin/cron-jobs?category=ideas");
  await expect(page.getByRole("row")).toHaveCount(3);
  const toggle = page.getByRole("switch", { name: "clean-data enabled" });
  const was = await toggle.getAttribute("aria-checked");
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-checked", was === "true" ? "false" : "true");
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-checked", was ?? "");

  await page.getByRole("button", { name: "dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.goto("/dashboard/admin/cron-jobs/health-check/run");
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page).toHaveURL(/\/admin\/cron-logs\/[0-9a-f-]{36}$/);
});
