import { E2E } from "../support/e2e-settings.ts";
import { addressOf, expect, startClean, test } from "./support/people.ts";

startClean();

const JOBS = "/dashboard/admin/cron-jobs";

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);

test("the tabs are addresses that work before JavaScript, also by an alias", async ({ as }) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(`${JOBS}/health-check`);
  const tabs = page.getByRole("navigation", { name: "Parts of the job" });
  for (const [tab, heading] of [
    ["Runs", "health-check"],
    ["Schedule", "health-check"],
    ["State", "health-check"],
    ["Configuration", "health-check"],
    ["Audit", "health-check"],
  ] as const) {
    await tabs.getByRole("link", { name: tab }).click();
    await expect(page).toHaveURL(`${JOBS}/health-check/${tab.toLowerCase()}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(tabs.getByRole("link", { name: tab })).toHaveAttribute("aria-current", "page");
  }
  await page.goto(`${JOBS}/health_check/runs?status=failed`);
  await expect(page).toHaveURL(`${JOBS}/health-check/runs?status=failed`);
});

test("the overview tells in its calendar what became of each slot and why, by keyboard too", async ({ as, rows }) => {
  const hour = new Date(Math.floor(ago(3).getTime() / 3_600_000) * 3_600_000);
  const schedule = {
    ...{ id: "e2e-calendar", jobName: "clean-data", name: "calendar", origin: "person", kind: "cron" },
    ...{ expression: "0 * * * *", createdAt: new Date(hour.getTime() - 60_000) },
  };
  await rows.db.cronSchedule.create({ data: schedule });
  const [missed = ""] = await rows.insert([
    {
      job: "clean-data",
      status: "missed",
      startedAt: hour.toISOString(),
      more: { scheduleId: schedule.id, scheduledFor: hour, reason: "scheduler_down" },
    },
  ]);
  const page = await as("viewer");
  await page.goto(`${JOBS}/clean-data`);
  const name = `${hour.toISOString().slice(0, 16).replace("T", " ")} UTC: 1 expected, 1 missed (the scheduler was down)`;
  const cell = page.getByRole("link", { name });
  await cell.focus();
  await page.keyboard.press("Enter");
  const slots = page.getByRole("region", { name: /^Slots of the hour/ });
  await expect(slots).toContainText("the scheduler was down");
  await expect(slots.getByRole("link", { name: "To the run" })).toHaveAttribute("href", `/admin/cron-logs/${missed}`);
  await rows.db.cronSchedule.delete({ where: { id: schedule.id } });
});

test("the range is in the address; charts have a table; errors lead to their last run", async ({ as, rows }) => {
  const [, last = ""] = await rows.insert(
    [30, 20].map((hours) => ({
      ...({ job: "clean-data", status: "failed", durationMs: 5000, error: `row ${hours} is torn` } as const),
      startedAt: ago(hours).toISOString(),
    })),
  );
  const page = await as("viewer");
  await page.goto(`${JOBS}/clean-data`);
  await page.getByRole("navigation", { name: "Range" }).getByRole("link", { name: "7 d", exact: true }).click();
  await expect(page).toHaveURL(/days=7/);
  await expect(page.getByTitle("row 20 is torn")).toBeVisible();
  const item = page.getByRole("listitem").filter({ hasText: "row 20 is torn" });
  await expect(item).toContainText("2");
  await expect(item.getByRole("link", { name: "Last run with it" })).toHaveAttribute(
    "href",
    `/admin/cron-logs/${last}`,
  );
  await expect(page.getByRole("img", { name: "Duration" }).locator("svg").first()).toBeVisible();
  await page.getByText("As a table").first().click();
  await expect(page.getByRole("columnheader", { name: "p95" })).toBeVisible();
});

test("Why is it not running names the first broken link with its fix", async ({ as, rows }) => {
  await rows.db.cronJobConfig.upsert({
    where: { jobName: "clean-data" },
    create: { jobName: "clean-data", enabled: true },
    update: { enabled: true },
  });
  await rows.db.cronJobConfig.update({
    where: { jobName: "clean-data" },
    data: { pausedAt: new Date(), pauseReason: "the fair", pausedBy: "ann@example.com" },
  });
  await rows.insert([{ job: "clean-data", status: "completed", startedAt: ago(1).toISOString(), trigger: "platform" }]);
  const page = await as("viewer");
  await page.goto(`${JOBS}/clean-data/configuration`);
  await expect(page.getByText("The chain breaks at: not paused")).toBeVisible();
  await expect(page.getByText("npm run cron -- resume clean-data")).toBeVisible();
  await expect(
    page.getByText("clean-data is paused by ann@example.com until somebody resumes it: the fair"),
  ).toBeVisible();

  const operator = await as("operator");
  await operator.goto(`${JOBS}/clean-data/run`);
  await expect(operator.getByText(/It is paused until somebody resumes it \(the fair\)/)).toBeVisible();
  await operator.getByRole("button", { name: "Run now" }).click();
  await expect(operator.getByRole("main").getByRole("alert")).toBeVisible();
  await operator.getByLabel("Run although it is paused").check();
  await operator.getByRole("button", { name: "Run now" }).click();
  await expect(operator).toHaveURL(/\/admin\/cron-logs\/[0-9a-f-]{36}$/);
  await rows.db.cronJobConfig.delete({ where: { jobName: "clean-data" } });
});

test("the schedule tab shows the next ten runs, and a pause with its reason leaves an audit row", async ({
  as,
  rows,
}) => {
  const page = await as("admin");
  const id = "e2e-nightly";
  const made = await page.request.post("/api/admin/schedules", {
    data: { id, jobName: "clean-data", trigger: { kind: "cron", expression: "0 1 * * *" } },
    headers: { origin: E2E.baseUrl },
  });
  expect(made.status()).toBe(201);
  await page.goto(`${JOBS}/clean-data/schedule`);
  const schedule = page.locator("[data-slot=card]").filter({ has: page.getByRole("link", { name: id }) });
  await expect(schedule.getByRole("region", { name: "Next 10 runs" }).getByRole("listitem")).toHaveCount(10);
  await schedule.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: id });
  await dialog.getByLabel("Why").fill("stock-taking");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("main")).toContainText("stock-taking");
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(page.getByRole("button", { name: "Resume", exact: true })).toHaveCount(0);
  const entries = await rows.db.cronAuditLog.findMany({ where: { target: id }, orderBy: { id: "asc" } });
  expect(entries.map(({ actor, action }) => [actor, action])).toEqual(
    ["schedule.create", "schedule.pause", "schedule.resume"].map((action) => [addressOf("admin"), action]),
  );
  await rows.db.cronSchedule.delete({ where: { id } });
});

test("a job that left the code keeps its page, and its routes answer 404", async ({ as, rows }) => {
  await rows.insert([
    { job: "post-to-myspace", status: "failed", startedAt: ago(50).toISOString(), error: "410 Gone" },
  ]);
  const page = await as("admin");
  await page.goto(`${JOBS}/post-to-myspace`);
  await expect(page.getByText("No longer in code", { exact: true })).toBeVisible();
  await expect(page.getByTitle("410 Gone")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Run now" })).toHaveCount(0);
  await page.getByRole("link", { name: "Runs", exact: true }).last().click();
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
  for (const path of [`${JOBS}/post-to-myspace/run`, `${JOBS}/post-to-myspace/configuration`]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
  expect((await page.request.get("/api/admin/cron-jobs/post-to-myspace/history")).status()).toBe(404);
});

test("whoever may not see the audit log has no such tab", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`${JOBS}/health-check/audit`);
  await expect(page).toHaveURL(`${JOBS}/health-check`);
  await expect(page.getByRole("link", { name: "Audit" })).toHaveCount(0);
});
