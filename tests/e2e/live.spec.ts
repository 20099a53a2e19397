import type { Request } from "@playwright/test";
import { expect, startClean, test } from "./support/people.ts";

startClean();

/** Longer than a page waits between two questions: an answer must be awaited, not overtaken by the next one. */
const SLOW_MS = 5000;
const UPDATED = /^updated \d+ s ago$/;

/** What a page that is open asks for. Links are fetched ahead of a click, too. */
const isQuestion = (request: Request): boolean =>
  !request.isNavigationRequest() && request.headers()["next-router-prefetch"] === undefined;

test("a slow server is asked again only after it has answered, and what it says is shown", async ({ as, rows }) => {
  const page = await as("viewer");
  const job = "slowly-shown";
  await rows.insert([{ job, status: "completed", startedAt: new Date(Date.now() - 60_000).toISOString() }]);
  let open = 0;
  let most = 0;
  // From the beginning: the stream's first word has the list read anew, and may already find the second run.
  await page.route("**/admin/cron-logs?**", async (route) => {
    if (!isQuestion(route.request())) return await route.continue();
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    open -= 1;
    await route.continue();
  });
  await page.goto(`/admin/cron-logs?job_name=${job}`);
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
  await rows.insert([{ job, status: "completed", startedAt: new Date().toISOString() }]);
  await page.getByRole("button", { name: "1 new run" }).click({ timeout: 30_000 });
  await expect(page.getByText("2 runs", { exact: true })).toBeVisible();
  expect(most).toBe(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("the live switch is remembered, and a page that is paused asks nothing", async ({ as, rows }) => {
  const page = await as("viewer");
  const job = "paused-list";
  await rows.insert([{ job, status: "completed", startedAt: new Date(Date.now() - 60_000).toISOString() }]);
  await page.goto(`/admin/cron-logs?job_name=${job}`);
  const live = page.getByRole("button", { name: "Live" });
  await expect(live).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText(UPDATED)).toBeVisible();
  await live.click();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await expect(live).toHaveAttribute("aria-pressed", "false");
  const watching = await as("operator");
  await watching.goto(`/admin/cron-logs?job_name=${job}`);
  await expect(watching.getByText(UPDATED)).toBeVisible();
  await rows.insert([{ job, status: "completed", startedAt: new Date().toISOString() }]);
  await expect(watching.getByRole("button", { name: "1 new run" })).toBeVisible();
  expect(asked.filter((url) => url.includes("/api/admin/events"))).toEqual([]);
  expect(asked.filter((url) => url.includes(job))).toHaveLength(1); // the reload
  await live.click();
  await expect(page.getByRole("button", { name: "1 new run" })).toBeVisible();
});

test("pages of one tab share one stream, and a stream that breaks is taken up again", async ({ as, rows }) => {
  const page = await as("viewer");
  const streams: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/admin/events")) streams.push(request.url());
  });
  const job = "one-stream";
  const at = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  await rows.insert([{ job, status: "completed", startedAt: at(60) }]);
  await page.goto("/admin/cron-logs");
  await expect.poll(() => streams.length).toBe(1);
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await expect(page).toHaveURL(/cron-jobs/);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await expect(page).toHaveURL(/cron-logs/);
  expect(streams).toHaveLength(1);

  await page.goto(`/admin/cron-logs?job_name=${job}`);
  // The stream's first word has the list read anew, with whatever came until then. It is told of what comes later: so
  // runs come until one is told of, and only then is there a stream that can break.
  const news = page.getByRole("button", { name: /^\d+ new runs?$/ });
  await expect(async () => {
    await rows.insert([{ job, status: "completed", startedAt: at(2) }]);
    await expect(news).toBeVisible({ timeout: 5_000 });
  }).toPass();
  const told = Number.parseInt((await news.textContent()) ?? "", 10);
  await page.context().setOffline(true);
  await rows.insert([{ job, status: "completed", startedAt: at(1) }]);
  await page.context().setOffline(false);
  await expect(page.getByRole("button", { name: `${told + 1} new runs` })).toBeVisible({ timeout: 20_000 });
});
