import type { Page, Request } from "@playwright/test";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const UPDATED = /^updated \d+ s ago$/;

/** What a page that is open asks for. Links are fetched ahead of a click, too. */
const isQuestion = (request: Request): boolean =>
  !request.isNavigationRequest() && request.headers()["next-router-prefetch"] === undefined;

/** Counts on `data-heard` the endings of the job's runs of which this tab's own stream can have told: ours hears as much. */
async function countEndings(page: Page, job: string): Promise<void> {
  await page.evaluate((name) => {
    const { dataset } = document.documentElement;
    const stream = new EventSource("/api/admin/events");
    stream.addEventListener("run_ended", ({ data }) => {
      if (JSON.parse(data).jobName === name) dataset.heard = String(Number(dataset.heard ?? 0) + 1);
    });
    return new Promise((resolve) => stream.addEventListener("ready", () => resolve(null)));
  }, job);
}

const heard = async (page: Page) => Number(await page.locator("html").getAttribute("data-heard"));

test("a slow server is asked again only after it has answered, and what it says is shown", async ({ as, rows }) => {
  const page = await as("viewer");
  const job = "slowly-shown";
  const end = () => rows.insert([{ job, status: "completed", startedAt: ago(1) }]);
  await end();
  const open: (() => void)[] = [];
  let most = 0;
  await page.route("**/admin/cron-logs?**", async (route) => {
    if (!isQuestion(route.request())) return await route.continue();
    await new Promise<void>((answer) => {
      most = Math.max(most, open.push(answer));
    });
    await route.continue();
  });
  const answer = () => {
    for (const go of open.splice(0)) go();
  };
  await page.goto(`/admin/cron-logs?job_name=${job}`);
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
  // The stream's first word has the list read again, and that takes long.
  await expect.poll(() => open.length).toBe(1);

  await countEndings(page, job);
  // What is read at most once a second is told at least a second apart: a question that did not wait would be out.
  for (const count of [1, 2, 3]) {
    await end();
    await expect.poll(() => heard(page)).toBeGreaterThanOrEqual(count);
  }
  expect(most).toBe(1);
  answer();
  await expect.poll(() => open.length).toBe(1);
  answer();
  await page.getByRole("button", { name: "3 new runs" }).click();
  await expect(page.getByText("4 runs", { exact: true })).toBeVisible();
  expect(most).toBe(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("the live switch is remembered, and a page that is paused asks nothing", async ({ as, rows }) => {
  const page = await as("viewer");
  const job = "paused-list";
  await rows.insert([{ job, status: "completed", startedAt: ago(60) }]);
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
  await rows.insert([{ job, status: "completed", startedAt: ago(0) }]);
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
  await rows.insert([{ job, status: "completed", startedAt: ago(60) }]);
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
    await rows.insert([{ job, status: "completed", startedAt: ago(2) }]);
    await expect(news).toBeVisible({ timeout: 5_000 });
  }).toPass();
  const told = Number.parseInt((await news.textContent()) ?? "", 10);
  await page.context().setOffline(true);
  await rows.insert([{ job, status: "completed", startedAt: ago(1) }]);
  await page.context().setOffline(false);
  await expect(page.getByRole("button", { name: `${told + 1} new runs` })).toBeVisible({ timeout: 20_000 });
});
