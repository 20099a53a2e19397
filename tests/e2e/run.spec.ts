import type { Page } from "@playwright/test";
import { expect, startClean, test } from "./support/people.ts";
import type { TestRows } from "./support/rows.ts";

startClean();

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const running = (changes: object = {}) => ({ attemptStartedAt: ago(30), leaseExpiresAt: ago(-600), ...changes });

test("a run that was taken up shows attempt 1 abandoned and attempt 2 at work, and its progress as it comes", async ({
  as,
  rows,
}) => {
  const abandoned = {
    attempt: 1,
    startedAt: ago(60).toISOString(),
    endedAt: ago(35).toISOString(),
    outcome: "abandoned",
    error: "The process stopped renewing its lease",
  };
  const progress = { done: 40, total: 100, note: "from the last checkpoint" };
  const more = running({ attempts: 2, heartbeatAt: ago(1), progress, attemptLog: [abandoned] });
  const [id = ""] = await rows.insert([{ job: "taken-up", status: "started", startedAt: ago(60).toISOString(), more }]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs/${id}`);
  await expect(page.getByText("Attempt 1 abandoned, attempt 2 running")).toBeVisible();
  const bar = page.getByRole("progressbar", { name: "Items done" });
  await expect(bar).toHaveAttribute("value", "40");
  await expect(page.getByText(/^about .* left$/)).toBeVisible();
  await rows.db.cronJobLog.update({ where: { id }, data: { progress: { done: 80, total: 100 } } });
  await expect(bar).toHaveAttribute("value", "80");
  await rows.db.cronJobLog.delete({ where: { id } });
});

test("a run is not cancelled before the person has said so, and a waiting one then ends at once", async ({
  as,
  rows,
}) => {
  const [id = ""] = await rows.insert([
    { job: "waiting", status: "queued", startedAt: ago(-3600).toISOString(), more: { attempts: 0 } },
  ]);
  const page = await as("operator");
  await page.goto(`/admin/cron-logs/${id}`);
  const cancel = page.getByRole("button", { name: "Cancel", exact: true });
  const panel = page.getByRole("dialog", { name: "Cancel this run?" });
  await cancel.click();
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  expect((await rows.db.cronJobLog.findUnique({ where: { id } }))?.status).toBe("queued");
  await cancel.click();
  await panel.getByRole("button", { name: "Cancel the run" }).click();
  await expect(page.getByText(/^Cancelled/).first()).toBeVisible();
  await expect(cancel).toHaveCount(0);
  expect((await rows.db.cronJobLog.findUnique({ where: { id } }))?.status).toBe("cancelled");
});

test("a run that does not stop is ended by force, with a reason", async ({ as, rows }) => {
  const more = running({ abortReason: "cancel", abortRequestedAt: ago(20) });
  const [id = ""] = await rows.insert([{ job: "stuck", status: "started", startedAt: ago(60).toISOString(), more }]);
  const page = await as("operator");
  await page.goto(`/admin/cron-logs/${id}`);
  await page.getByRole("button", { name: "End by force" }).click();
  const panel = page.getByRole("dialog", { name: "End this run by force?" });
  await panel.getByLabel("Reason").fill("its process hangs");
  await panel.getByRole("button", { name: "End by force" }).click();
  await expect(page.getByText(/^Failed/).first()).toBeVisible();
  const row = await rows.db.cronJobLog.findUnique({ where: { id } });
  expect([row?.status, row?.reason]).toEqual(["failed", "force_ended"]);
});

test("a section that was opened stays open while the page is read anew, and text of an error is text", async ({
  as,
  rows,
}) => {
  const stack = "Error: no\n  at here\nCaused by: TypeError: fetch failed\n    at there";
  const error = { name: "Error", message: "<img src=x onerror=alert(1)>", code: null, stack };
  const [id = ""] = await rows.insert([
    {
      job: "failing",
      status: "started",
      startedAt: ago(60).toISOString(),
      error: error.message,
      more: running({ error, progress: { done: 1, total: 4 } }),
    },
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs/${id}`);
  await expect(page.getByRole("main").locator("img")).toHaveCount(0);
  await expect(page.getByText("Caused by TypeError: fetch failed")).toBeVisible();
  await page.getByText("Stack").click();
  await expect(page.getByText("at here")).toBeVisible();
  await rows.db.cronJobLog.update({ where: { id }, data: { progress: { done: 3, total: 4 } } });
  await expect(page.getByRole("progressbar")).toHaveAttribute("value", "75");
  await expect(page.getByText("at here")).toBeVisible();
  await rows.db.cronJobLog.update({
    where: { id },
    data: { status: "failed", lane: null, leaseExpiresAt: null, completedAt: new Date(), durationMs: 5 },
  });
  await page.getByRole("link", { name: "Runs with the same error" }).click();
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
});

test("a run that is deleted while one looks at it gives way to a friendly page", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([
    { job: "deleted", status: "started", startedAt: ago(60).toISOString(), more: running() },
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs/${id}`);
  await expect(page.getByText(/^Running/).first()).toBeVisible();
  await rows.db.cronJobLog.delete({ where: { id } });
  await expect(page.getByText("There is no such run (any more).")).toBeVisible({ timeout: 25_000 });
  await expect(page.getByRole("link", { name: "To the runs" })).toBeVisible();
});

test("no time is negative or invalid, whichever clock was ahead", async ({ as, rows }) => {
  const attempt = {
    attempt: 1,
    startedAt: ago(-30).toISOString(),
    endedAt: ago(-20).toISOString(),
    outcome: "failed",
    error: null,
  };
  const [id = ""] = await rows.insert([
    {
      job: "early",
      status: "started",
      startedAt: ago(-60).toISOString(),
      more: running({
        attempts: 2,
        scheduledFor: ago(-90),
        scheduleId: `early-${Date.now()}`,
        attemptStartedAt: ago(-40),
        attemptLog: [attempt],
      }),
    },
  ]);
  const page = await as("viewer");
  for (const path of [`/admin/cron-logs/${id}`, "/admin/cron-logs?job_name=early"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("main").getByText(/-\d+(\.\d+)? (ms|s|m|h)\b|Invalid Date|NaN/)).toHaveCount(0);
  }
  await rows.db.cronJobLog.delete({ where: { id } });
});

test.describe("the log", () => {
  const writeLines = (rows: TestRows, runId: string, from: number, count: number) =>
    rows.db.cronJobLogLine.createMany({
      data: Array.from({ length: count }, (_, index) => ({
        runId,
        at: new Date(),
        level: (from + index) % 10 === 0 ? "error" : "info",
        attempt: 1,
        message: `line number ${from + index}`,
      })),
    });
  const box = (page: Page) => page.getByRole("region", { name: "Log lines" });
  const fromEnd = (page: Page) =>
    box(page).evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);

  test("goes along with new lines, and stays where somebody reads", async ({ as, rows }) => {
    const [id = ""] = await rows.insert([
      { job: "talkative", status: "started", startedAt: ago(60).toISOString(), more: running() },
    ]);
    await writeLines(rows, id, 1, 300);
    const page = await as("viewer", { viewport: { width: 1280, height: 1400 } });
    await page.goto(`/admin/cron-logs/${id}`);
    await expect(page.getByText("line number 300")).toBeInViewport();
    await writeLines(rows, id, 301, 20);
    await expect(page.getByText("line number 320")).toBeInViewport();
    expect(await fromEnd(page)).toBeLessThan(15);

    await box(page).hover();
    await page.mouse.wheel(0, -1500);
    const read = page.getByText("line number 250", { exact: true });
    await read.scrollIntoViewIfNeeded();
    const before = await read.boundingBox();
    const scrolled = await page.evaluate(() => window.scrollY);
    await writeLines(rows, id, 321, 40);
    const below = page.getByRole("button", { name: "40 new lines below" });
    await expect(below).toBeVisible();
    expect([await read.boundingBox(), await page.evaluate(() => window.scrollY)]).toEqual([before, scrolled]);
    await below.click();
    await expect(page.getByText("line number 360")).toBeInViewport();
    await rows.db.cronJobLog.delete({ where: { id } });
  });

  test("is filtered by level and text, led to by line, and downloaded", async ({ as, rows }) => {
    const [id = ""] = await rows.insert([{ job: "talked", status: "completed", startedAt: ago(60).toISOString() }]);
    await writeLines(rows, id, 1, 700);
    const page = await as("viewer");
    await page.goto(`/admin/cron-logs/${id}`);
    await page.getByLabel("Level").selectOption("error");
    await page.getByLabel("Text in the log").fill("NUMBER 12");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page).toHaveURL(/level=error&q=NUMBER\+12/);
    await expect(box(page).getByRole("listitem")).toHaveText([/line number 120/]);

    const line = await rows.db.cronJobLogLine.findFirstOrThrow({ where: { runId: id, message: "line number 250" } });
    await page.setViewportSize({ width: 1280, height: 1400 });
    await page.goto(`/admin/cron-logs/${id}?line=${line.id}#line-${line.id}`);
    await expect(page.getByText("line number 250", { exact: true })).toBeInViewport();
    await page.goto(`/admin/cron-logs/${id}`);
    const link = box(page).getByRole("listitem").first().getByRole("link");
    await link.click();
    await expect(page).toHaveURL(/line=\d+#line-\d+/);

    const started = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    const text = await (await started).createReadStream();
    let lines = 0;
    for await (const chunk of text) lines += String(chunk).split("\n").length - 1;
    expect(lines).toBe(700);
  });
});
