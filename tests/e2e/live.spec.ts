import { expect, test } from "./support/people.ts";

/** Longer than the list's interval of 2 s: an answer must be awaited, not overtaken by the next question. */
const SLOW_MS = 5000;

test("a slow server is asked again only after it has answered, and what it says is shown", async ({ as, rows }) => {
  const page = await as("viewer");
  const job = "slowly-shown";
  await rows.insert([{ job, status: "completed", startedAt: new Date(Date.now() - 60_000).toISOString() }]);
  await page.goto(`/admin/cron-logs?job_name=${job}`);
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();

  let open = 0;
  let most = 0;
  await page.route("**/admin/cron-logs?**", async (route) => {
    // Links are fetched ahead of a click, too; only the page's own questions count.
    if (route.request().headers()["next-router-prefetch"]) return await route.continue();
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    open -= 1;
    await route.continue();
  });
  await rows.insert([{ job, status: "completed", startedAt: new Date().toISOString() }]);
  await expect(page.getByText("2 runs", { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(most).toBe(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});
