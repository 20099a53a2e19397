import { expect, test } from "./support/people.ts";

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

test("new runs wait behind a button while somebody points at the list, and nothing moves", async ({ as, rows }) => {
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs?job_name=${JOB}`);
  const third = page.getByRole("row").nth(3);
  await third.hover();
  const before = { id: await third.getByRole("link").first().textContent(), box: await third.boundingBox() };
  await rows.insert([{ job: JOB, status: "completed", startedAt: ago(0.1) }]);
  const button = page.getByRole("button", { name: "1 new run" });
  await expect(button).toBeVisible();
  expect({ id: await third.getByRole("link").first().textContent(), box: await third.boundingBox() }).toEqual(before);
  await button.click();
  await expect(page.getByText("Runs 1 to 50 of 623")).toBeVisible();
  await expect(page.getByRole("row").nth(4).getByRole("link").first()).toHaveText(before.id ?? "");
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
