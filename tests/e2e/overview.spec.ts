import { expect, startClean, test } from "./support/people.ts";
import { seedTrouble } from "./support/trouble.ts";

startClean();

const OVERVIEW = "/dashboard/admin";

test.describe("with trouble", () => {
  test.beforeAll(async ({ rows }) => await seedTrouble(rows.db));

  test("a first look shows what is wrong, why, and what to press", async ({ as }) => {
    const page = await as("operator");
    await page.goto(OVERVIEW);
    await expect(page.getByText("4 of 4 jobs need attention")).toBeVisible();
    const causes = [
      ["health-check", "Failed 6 times in a row, first 26 min ago", "Run again"],
      ["health-check", "connect ECONNREFUSED 10.0.0.7:5432", "Run again"],
      ["update-rankings", "Missed a slot 1 h ago; nothing has run since", "Run now"],
      ["update-rankings", "Its schedule differs from the code in one setting: expression", "Review schedule"],
      ["convert-images", "Stuck: asked to stop 12 min ago, and still running", "Open run"],
      ["clean-data", "Paused 2 d ago by jo@example.com", "Resume"],
      ["clean-data", "waits for the new bucket", "Resume"],
    ] as const;
    const list = page.getByRole("region", { name: "Needs attention" });
    for (const [job, cause, action] of causes) {
      const item = list.getByRole("listitem").filter({ has: page.getByRole("link", { name: job, exact: true }) });
      await expect(item.getByText(cause)).toBeInViewport();
      await expect(item.locator("a, button").filter({ hasText: `${job}: ${action}` })).toBeInViewport();
    }
  });

  test("what runs now tells how long and how far; the hours behind are drawn, the runs ahead named", async ({ as }) => {
    const page = await as("viewer");
    await page.goto(OVERVIEW);
    const running = page.getByRole("region", { name: "Running now" });
    await expect(running).toContainText("convert-images");
    await expect(running).toContainText("340 of 1,200 · page 4");
    const elapsed = running.getByTitle("Elapsed");
    const shown = await elapsed.textContent();
    await expect(elapsed).not.toHaveText(shown ?? "");
    await expect(page.getByRole("region", { name: "Last 24 hours" })).toContainText(/\d+ failed/);
    const next = page.getByRole("region", { name: "Next runs" }).getByRole("listitem");
    await expect(next).toHaveCount(10);
  });

  test("a viewer is led to where one sees more and has nothing to press", async ({ as }) => {
    const page = await as("viewer");
    await page.goto(OVERVIEW);
    await expect(page.getByText("4 of 4 jobs need attention")).toBeVisible();
    const list = page.getByRole("region", { name: "Needs attention" });
    await expect(list.getByRole("button")).toHaveCount(0);
    await expect(list.getByRole("link", { name: "health-check: Open run" })).toBeVisible();
  });

  test("Resume ends the pause, leaves a line in the audit log, and the job leaves the list", async ({ as, rows }) => {
    const page = await as("operator");
    await page.goto(OVERVIEW);
    await page.getByRole("button", { name: "clean-data: Resume" }).click();
    await expect(page.getByText("3 of 4 jobs need attention")).toBeVisible();
    const audit = await rows.db.cronAuditLog.findFirst({ where: { action: "job.resume", target: "clean-data" } });
    expect(audit?.actor).toBe("operator@example.com");
  });
});

test("when all is well it says so, and draws no charts of zeros", async ({ as, rows }) => {
  await rows.clear();
  await rows.insert([
    { job: "clean-data", status: "completed", startedAt: new Date(Date.now() - 3 * 86_400_000).toISOString() },
  ]);
  const page = await as("viewer");
  await page.goto(OVERVIEW);
  await expect(page.getByText("All 4 jobs are well")).toBeVisible();
  await expect(page.getByRole("region", { name: "Needs attention" })).toHaveCount(0);
  await expect(page.getByRole("main").locator("svg rect:not(.lucide *)")).toHaveCount(0);
});

test("a fresh installation shows the way to the first run, never the secret, and is gone after it", async ({
  as,
  rows,
}) => {
  await rows.clear();
  const page = await as("operator");
  await page.goto(OVERVIEW);
  await expect(page.getByRole("heading", { name: "Welcome: nothing has run yet" })).toBeVisible();
  await expect(page.getByText(/curl -X POST .*\/api\/cron\/health-check/)).toBeVisible();
  expect(await page.content()).not.toContain("the-cron-secret-of-the-end-to-end-tests");
  await page.getByRole("link", { name: "Run health-check" }).click();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText(/^Completed after/)).toBeVisible();
  await page.goto(OVERVIEW);
  await expect(page.getByText("All 4 jobs are well")).toBeVisible();
  await expect(page.getByText("Welcome")).toHaveCount(0);
});
