import { expect, startClean, test } from "./support/people.ts";

startClean();

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const JOB = "no-longer-in-code";

test.beforeAll(async ({ rows }) => {
  await rows.insert([
    ...Array.from(
      { length: 620 },
      (_, index) => ({ job: JOB, status: "completed", startedAt: ago(100 + index) }) as const,
    ),
    { job: JOB, status: "failed", startedAt: ago(60), error: "401 from Meta: the token has expired" },
    { job: JOB, status: "skipped", startedAt: ago(61), more: { reason: "already_running" } },
  ]);
});

test("filter and pages lead through the runs, and any change of the filter leads to page 1", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?job_name=${JOB}`);
  await expect(page.getByText("Runs 1 to 50 of 622")).toBeVisible();
  const pages = page.getByRole("navigation", { name: "Pages" });
  await pages.getByRole("link", { name: "Page 5" }).click();
  await expect(page).toHaveURL(/page=5/);
  await expect(page.getByText("Runs 201 to 250 of 622")).toBeVisible();
  await expect(pages.getByRole("link", { name: /^Page \d/ })).toHaveText(["3", "4", "5", "6", "7"]);
  await page.getByLabel("Status").selectOption("failed");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).not.toHaveURL(/page=/);
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(2);
});

test("rows that wait for others show bars in their places; rows that are only read again keep their words", async ({
  as,
}) => {
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?job_name=${JOB}`);
  const row = page.getByRole("row").nth(2);
  const cell = page.locator("tbody td").first();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  await page.route("**/admin/cron-logs?**", async (route) => {
    await mayAnswer;
    await route.continue();
  });
  // The links of the pages are scrolled to: the place in the document is compared.
  const placeOfRow = () => row.evaluate((tr: HTMLElement) => [tr.offsetTop, tr.offsetHeight, tr.offsetWidth]);
  const before = await placeOfRow();
  await page.getByRole("link", { name: "Refresh" }).click();
  await expect(page.locator("[aria-busy=true] tbody")).toHaveCount(1);
  await expect(page.locator("[data-loading=rows]")).toHaveCount(0);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Page 2" }).click();
  await expect(cell).toHaveCSS("visibility", "hidden");
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(1);
  expect(await placeOfRow()).toEqual(before);
  answer();
  await expect(page.getByText("Runs 51 to 100 of 622")).toBeVisible();
  await expect(cell).toHaveCSS("visibility", "visible");
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("new runs gather behind a button, rows keep place and selection, and the count stays that of the list", async ({
  as,
  rows,
}) => {
  const job = "held-still";
  const more = { attemptStartedAt: new Date(ago(1)), leaseExpiresAt: new Date(ago(-60)) };
  const [atWork = ""] = await rows.insert([
    { job, status: "started", startedAt: ago(1), more: { ...more, progress: { done: 1, total: 9 } } },
    ...Array.from({ length: 70 }, (_, index) => ({ job, status: "completed", startedAt: ago(2 + index) }) as const),
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?job_name=${job}`);
  await expect(page.getByText("Runs 1 to 50 of 71")).toBeVisible();
  const third = page.getByRole("row").nth(3);
  const marked = third.getByRole("link").nth(1);
  await marked.evaluate((link) => document.getSelection()?.selectAllChildren(link));
  const before = { text: await page.evaluate(() => String(document.getSelection())), box: await third.boundingBox() };

  await rows.insert(Array.from({ length: 3 }, () => ({ job, status: "completed", startedAt: ago(0.05) }) as const));
  await rows.db.cronJobLog.update({ where: { id: atWork }, data: { progress: { done: 5, total: 9 } } });
  const button = page.getByRole("button", { name: "3 new runs" });
  await expect(button).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("5 of 9");
  await expect(page.getByText("Runs 1 to 50 of 71")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(51);
  const after = { text: await page.evaluate(() => String(document.getSelection())), box: await third.boundingBox() };
  expect(after).toEqual(before);

  await button.click();
  await expect(page.getByText("Runs 1 to 50 of 74")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(51);
  await expect(page.getByRole("row").nth(6).getByRole("link").nth(1)).toHaveText(before.text);
  await rows.db.cronJobLog.delete({ where: { id: atWork } });
});

test("a run that leaves the filter while one points at it stays where it is until one asks", async ({ as, rows }) => {
  const job = "leaves-the-filter";
  const more = { attemptStartedAt: new Date(ago(1)), leaseExpiresAt: new Date(ago(-60)) };
  const ids = await rows.insert([
    { job, status: "started", startedAt: ago(1), more },
    { job, status: "started", startedAt: ago(2), more },
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?job_name=${job}&status=started`);
  const second = page.getByRole("row").nth(2);
  await second.hover();
  const before = await second.boundingBox();
  const ended = { status: "completed", lane: null, leaseExpiresAt: null, completedAt: new Date() };
  await rows.db.cronJobLog.update({ where: { id: ids[0] ?? "" }, data: ended });
  const button = page.getByRole("button", { name: "Show the changes" });
  await expect(button).toBeVisible();
  expect(await second.boundingBox()).toEqual(before);
  await button.click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await rows.db.cronJobLog.deleteMany({ where: { jobName: job } });
});

test("a run by hand is on top of the list at once, and the page is still the same", async ({ as }) => {
  const page = await as("operator");
  await page.goto("/admin/cron-logs?job_name=health-check");
  await page.getByRole("button", { name: "Run health-check" }).click();
  await expect(page.getByText("health-check was started.")).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText(/dashboard.*operator@example.com/s);
  await expect(page).toHaveURL(/job_name=health-check$/);
});

test("a run by hand that is refused says why in a toast", async ({ as, rows }) => {
  const switchTo = (enabled: boolean | null) =>
    rows.db.cronJobConfig.upsert({
      where: { jobName: "clean-data" },
      create: { jobName: "clean-data", enabled },
      update: { enabled },
    });
  await switchTo(false);
  const page = await as("operator");
  await page.goto("/admin/cron-logs");
  await page.getByLabel("Run a job…").selectOption("clean-data");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("Not started: disabled")).toBeVisible();
  await switchTo(null);
});

test("the filter is exported as it is shown", async ({ as, rows }) => {
  const job = "exported";
  await rows.insert([
    { job, status: "failed", startedAt: ago(3), error: "401 from Meta" },
    { job, status: "completed", startedAt: ago(4) },
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?job_name=${job}&status=failed&page=1`);
  const csv = await page.getByRole("link", { name: "CSV", exact: true }).getAttribute("href");
  const text = await (await page.request.get(csv ?? "")).text();
  expect(text.trim().split("\n")).toHaveLength(2);
  expect(text).toContain("401 from Meta");
});

test("an address with nonsense shows what could be read and says what was left out", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?page=abc&job_name=${JOB}&colour=red`);
  await expect(page.getByText(/Left out of the filter: .*page/)).toBeVisible();
  await expect(page.getByText(/Runs 1 to 50 of/)).toBeVisible();
  await expect(page.getByText(/Invalid Date|NaN/)).toHaveCount(0);
});

for (const [what, path] of [
  ["run", "/admin/cron-logs/01900000-0000-7000-8000-000000000000"],
  ["run with a mistyped id", "/admin/cron-logs/nothing"],
  ["job", "/dashboard/admin/cron-jobs/constructor"],
  ["page", "/no/such/page"],
] as const) {
  test(`an unknown ${what} is a 404 with a way back, not an error`, async ({ as }) => {
    const page = await as("viewer");
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("link", { name: /^To the/ })).toBeVisible();
  });
}
