import { addressOf, expect, startClean, test } from "./support/people.ts";

startClean();

test("the list shows every job with its schedule in words and when it runs next", async ({ as }) => {
  const page = await as("admin");
  await page.goto("/dashboard/admin/cron-jobs");
  for (const name of ["health-check", "convert-images", "update-rankings", "clean-data"]) {
    await expect(page.getByRole("row", { name: new RegExp(`^${name}`) })).toBeVisible();
  }
  const row = page.getByRole("row", { name: /^health-check/ });
  await expect(row).toContainText("Every 5 minutes");
  await expect(row.locator("time").last()).toHaveAttribute("datetime", /Z$/);
});

test("the address is the view: a filtered list is the same when its address is opened again", async ({ as }) => {
  const page = await as("viewer");
  await page.goto("/dashboard/admin/cron-jobs");
  await page.getByRole("searchbox").fill("image");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/q=image/);
  const again = await as("viewer");
  await again.goto(page.url());
  await expect(again.getByRole("row")).toHaveCount(2);
  await expect(again.getByRole("searchbox")).toHaveValue("image");
});

test("a switch is kept, says what the server holds, and the audit log knows who and why", async ({ as, rows }) => {
  const before = await rows.db.cronAuditLog.count({ where: { action: "job.toggle", target: "clean-data" } });
  const page = await as("operator");
  await page.goto("/dashboard/admin/cron-jobs");
  const toggle = page.getByRole("switch", { name: "clean-data enabled" });
  await expect(toggle).toBeChecked();
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await page.reload();
  await expect(toggle).not.toBeChecked();

  await page.goto("/dashboard/admin/cron-jobs/clean-data/configuration");
  await page.getByLabel("Why").fill("the fair is over");
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText("the fair is over")).toBeVisible();
  const entries = await rows.db.cronAuditLog.findMany({
    where: { action: "job.toggle", target: "clean-data" },
    orderBy: { at: "asc" },
    skip: before,
  });
  expect(entries.map(({ actor, after }) => [actor, after])).toEqual([
    [addressOf("operator"), { enabled: false, notes: null }],
    [addressOf("operator"), { enabled: true, notes: "the fair is over" }],
  ]);
});

test("Run now starts the job, leads to its run, and the list shows the run by itself", async ({ as }) => {
  const page = await as("operator");
  const watcher = await as("viewer");
  await watcher.goto("/admin/cron-logs?job_name=health-check");
  await page.goto("/dashboard/admin/cron-jobs");
  await page.getByRole("link", { name: "Run now health-check" }).click();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page).toHaveURL(/\/admin\/cron-logs\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/^Completed after/)).toBeVisible();
  await expect(page.getByText(`dashboard, ${addressOf("operator")}`, { exact: true })).toBeVisible();
  const shortId = new URL(page.url()).pathname.slice(-8);
  await expect(watcher.getByRole("link", { name: shortId })).toBeVisible();
});

test("a double click makes one run", async ({ as, rows }) => {
  const page = await as("operator");
  await page.goto("/dashboard/admin/cron-jobs/update-rankings/run");
  await page.getByRole("button", { name: "Run now" }).dblclick();
  await page.waitForURL(/cron-logs\/[0-9a-f-]{36}$/);
  expect(await rows.db.cronJobLog.count({ where: { jobName: "update-rankings", trigger: "dashboard" } })).toBe(1);
});

test("the same form sent twice without its script makes one run, too", async ({ as, rows }) => {
  const page = await as("operator", { javaScriptEnabled: false });
  const address = "/dashboard/admin/cron-jobs/clean-data/run";
  await page.goto(address);
  const key = await page.locator('input[name="requestKey"]').inputValue();
  await page.getByRole("button", { name: "Run now" }).click();
  const first = page.url();
  await page.goto(address);
  await page.locator('input[name="requestKey"]').evaluate((input, value) => input.setAttribute("value", value), key);
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page).toHaveURL(first);
  expect(await rows.db.cronJobLog.count({ where: { requestKey: key } })).toBe(1);
});

test("a disabled job is not run unless the person says so", async ({ as, rows }) => {
  await rows.db.cronJobConfig.upsert({
    where: { jobName: "update-rankings" },
    update: { enabled: false },
    create: { jobName: "update-rankings", enabled: false },
  });
  const page = await as("operator");
  await page.goto("/dashboard/admin/cron-jobs/update-rankings/run");
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Not started");
  await page.getByLabel("Run although it is disabled").check();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText(/^Completed after/)).toBeVisible();
  await rows.db.cronJobConfig.deleteMany({ where: { jobName: "update-rankings" } });
});

test("a parameter that the job refuses is named beside the form", async ({ as }) => {
  const page = await as("operator");
  await page.goto("/dashboard/admin/cron-jobs/convert-images/run");
  // What is typed before the page's script has come is not heard by it.
  await expect(async () => {
    await page.getByLabel("quality").fill("80");
    await page.getByLabel("quality").fill("700");
    await expect(page.getByLabel("The same with curl")).toContainText('"quality":700', { timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("quality");
  await expect(page.getByLabel("quality")).toHaveValue("700");
});
