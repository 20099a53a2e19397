import { gzipSync } from "node:zlib";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const JOBS = "/dashboard/admin/cron-jobs";
const MOST_KB = 200;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test.afterEach(async ({ rows }) => {
  await rows.db.cronJobConfig.deleteMany();
});

test("the JavaScript of the list of jobs weighs at most 200 kB", async ({ as }) => {
  const page = await as("admin");
  await page.goto(JOBS);
  // Browsers that know modules leave the others alone.
  const sources = await page
    .locator("script[src]:not([nomodule])")
    .evaluateAll((scripts) => scripts.map((s) => s.getAttribute("src")));
  const bodies = await Promise.all(sources.map(async (src) => await (await page.request.get(src ?? "")).body()));
  const kilobytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1000;
  test.info().annotations.push({ type: "JavaScript of the list of jobs", description: `${kilobytes.toFixed(1)} kB` });
  expect(sources.length).toBeGreaterThan(3);
  expect(kilobytes).toBeLessThanOrEqual(MOST_KB);
});

test("before the first run there is no success rate, and no 100 %", async ({ as, rows }) => {
  await rows.db.cronJobLog.deleteMany({ where: { jobName: "update-rankings" } });
  await rows.db.cronJobStatsHourly.deleteMany({ where: { jobName: "update-rankings" } });
  const page = await as("viewer");
  await page.goto(JOBS);
  const row = page.getByRole("row", { name: /^update-rankings/ });
  await expect(row).toContainText("No runs yet");
  await expect(row).not.toContainText("%");
  await expect(row).toContainText("Never ran");
});

test("each bar of the strip opens its run, by mouse and by keyboard", async ({ as, rows }) => {
  await rows.db.cronJobLog.deleteMany({ where: { jobName: "clean-data" } });
  const ids = await rows.insert([
    { job: "clean-data", status: "failed", startedAt: minutesAgo(3), error: "no space left" },
    { job: "clean-data", status: "missed", startedAt: minutesAgo(2) },
    { job: "clean-data", status: "completed", startedAt: minutesAgo(1) },
  ]);
  const page = await as("viewer");
  await page.goto(JOBS);
  const strip = page.getByRole("list", {
    name: /^clean-data, the last 3 slots and runs: 1 failed, 1 missed, 1 completed/,
  });
  const bars = strip.getByRole("link");
  await expect(bars).toHaveCount(3);
  await expect(bars.first()).toHaveAttribute("title", /^Failed · .* UTC · no space left$/);
  await bars.last().focus();
  await page.keyboard.press("Home");
  await expect(bars.first()).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/cron-logs/${ids[0]}`);
});

test("a switch that was pressed by mistake is taken back from its toast, and says what the server holds", async ({
  as,
  rows,
}) => {
  const page = await as("operator");
  await page.goto(JOBS);
  const toggle = page.getByRole("switch", { name: "clean-data enabled" });
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  const stored = async () => (await rows.db.cronJobConfig.findUnique({ where: { jobName: "clean-data" } }))?.enabled;
  expect(await stored()).toBe(false);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(toggle).toBeChecked();
  expect(await stored()).toBe(true);
});

test("a switch is taken back from its toast on another page, too", async ({ as, rows }) => {
  const page = await as("operator");
  await page.goto(JOBS);
  await page.getByRole("switch", { name: "clean-data enabled" }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  await page.getByRole("link", { name: "Schedule", exact: true }).click();
  await expect(page).toHaveURL(/\/schedule$/);
  await undo.click();
  const stored = async () => (await rows.db.cronJobConfig.findUnique({ where: { jobName: "clean-data" } }))?.enabled;
  await expect.poll(stored).toBe(true);
});

test("a switch that the server did not turn does not move", async ({ as }) => {
  const page = await as("operator");
  await page.goto(JOBS);
  const toggle = page.getByRole("switch", { name: "clean-data enabled" });
  await page.route(`**${JOBS}`, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await toggle.click();
  await page.unrouteAll({ behavior: "wait" });
  await page.goto(JOBS);
  await expect(toggle).toBeChecked();
});

test("ticked jobs are paused with a reason, and each leaves its line in the audit log", async ({ as, rows }) => {
  const page = await as("operator");
  await page.goto(JOBS);
  await page.getByLabel("Select clean-data").check();
  await page.getByLabel("Select update-rankings").check();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Pause these 2 jobs?" })).toBeVisible();
  await page.getByLabel("Why").fill("the fair");
  await page.getByLabel("For", { exact: true }).selectOption("4");
  await page.getByRole("button", { name: "Pause 2 jobs" }).click();
  await expect(page).toHaveURL(JOBS);
  for (const job of ["clean-data", "update-rankings"]) {
    await expect(page.getByRole("row", { name: new RegExp(`${job}`) })).toContainText("Paused");
    const audit = await rows.db.cronAuditLog.findFirst({
      where: { action: "job.pause", target: job },
      orderBy: { at: "desc" },
    });
    expect([audit?.actor, audit?.note]).toEqual(["operator@example.com", "the fair"]);
  }
});

test("ticked jobs are run only after a question, and twice the same question runs each once", async ({ as, rows }) => {
  const page = await as("operator", { javaScriptEnabled: false });
  const runs = () => rows.db.cronJobLog.count({ where: { trigger: "dashboard", jobName: "clean-data" } });
  const before = await runs();
  await page.goto(JOBS);
  await page.getByLabel("Select clean-data").check();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("Run this job now, with default parameters?")).toBeVisible();
  expect(await runs()).toBe(before);
  await page.getByRole("button", { name: "Run 1 job" }).click();
  await expect(page).toHaveURL(JOBS);
  expect(await runs()).toBe(before + 1);
});

test("a press on a column orders by it, and the address holds the order with the filter", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`${JOBS}?category=ideas`);
  const names = () => page.getByRole("row").locator("td:first-child a").first().textContent();
  await page.getByRole("link", { name: "Job", exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect.poll(names).toBe("clean-data");
  await page.getByRole("link", { name: "Job", exact: true }).click();
  await expect(page).toHaveURL(/category=ideas.*sort=name.*dir=desc/);
  await expect.poll(names).toBe("update-rankings");
  const again = await as("viewer", { javaScriptEnabled: false });
  await again.goto(page.url());
  await expect(again.getByRole("columnheader", { name: "Job" })).toHaveAttribute("aria-sort", "descending");
  await expect(again.getByRole("row")).toHaveCount(3);
});

test("a viewer ticks nothing, and one who asks for a change by its address is asked nothing", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`${JOBS}?act=disable&job=clean-data`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("button", { name: /Disable/ })).toHaveCount(0);
});

test("a viewer who sends the form of many jobs by hand is refused, and nothing happens", async ({ as, rows }) => {
  const operator = await as("operator", { javaScriptEnabled: false });
  await operator.goto(`${JOBS}?act=disable&job=clean-data`);
  const form = operator.locator("form", { has: operator.getByRole("button", { name: "Disable 1 job" }) });
  const fields = await form
    .locator("input")
    .evaluateAll((inputs) =>
      inputs.map((input) => [input.getAttribute("name") ?? "", (input as HTMLInputElement).value]),
    );
  const viewer = await as("viewer");
  const answer = await viewer.request.post(JOBS, {
    multipart: Object.fromEntries(fields),
    headers: { origin: new URL(operator.url()).origin },
  });
  expect(await answer.text()).toContain("it needs the permission cron:toggle");
  expect(await rows.db.cronJobConfig.findUnique({ where: { jobName: "clean-data" } })).toBeNull();
});
