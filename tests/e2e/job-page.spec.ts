import { E2E } from "../support/e2e-settings.ts";
import { addressOf, expect, startClean, test } from "./support/people.ts";

startClean();

const JOBS = "/dashboard/admin/cron-jobs";
const RANKINGS = `${JOBS}/update-rankings`;
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const ranking = { runId: "0197a000-0000-7000-8000-000000000001", remaining: [], changed: 0 };

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

test("an edit of the state that came too late is refused with what changed, and the text stays", async ({
  as,
  rows,
}) => {
  const key = { jobName: "update-rankings", stateKey: "" };
  const where = { jobName_stateKey: key };
  const stored = { value: { ...ranking, total: 5 }, version: 1, updatedBy: "somebody@example.com" };
  await rows.db.cronJobState.upsert({ where, create: { ...key, ...stored }, update: stored });
  const page = await as("admin");
  await page.goto(`${RANKINGS}/state`);
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByLabel("State as JSON")).toHaveValue(/"total": 5/);
  await rows.db.cronJobState.update({ where, data: { value: { ...ranking, total: 7 }, version: 2 } });

  const mine = JSON.stringify({ ...ranking, total: 9 });
  await page.getByLabel("State as JSON").fill(mine);
  await page.getByRole("button", { name: "Save" }).click();
  const refusal = page.getByRole("main").getByRole("alert");
  await expect(refusal).toContainText("version 2 now, written by somebody@example.com");
  await expect(refusal).toContainText("total: 5 → 7");
  await expect(page.getByLabel("State as JSON")).toHaveValue(mine);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(`${RANKINGS}/state`);
  await expect(page.getByLabel("Saved state", { exact: true })).toContainText('"total": 9');

  const [entry] = await rows.db.cronAuditLog.findMany({ where: { action: "state.set", target: "update-rankings" } });
  expect(entry).toMatchObject({
    actor: addressOf("admin"),
    before: { ...ranking, total: 7 },
    after: { ...ranking, total: 9 },
  });
});

test("a state that the job's schema refuses is not saved, and says where it is wrong", async ({ as, rows }) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(`${RANKINGS}/state?change=edit`);
  await page.getByLabel("State as JSON").fill('{"total": "many"}');
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("total");
  await expect(page.getByLabel("State as JSON")).toHaveValue('{"total": "many"}');
  const state = await rows.db.cronJobState.findFirst({ where: { jobName: "update-rankings" } });
  expect(state?.value).toMatchObject({ total: 9 });
});

test("a reset says what it causes, asks, and leaves an audit row", async ({ as, rows }) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(`${RANKINGS}/state`);
  await page.getByRole("link", { name: "Reset" }).click();
  await expect(page.getByText("ranks from the first idea")).toBeVisible();
  await page.getByRole("checkbox").evaluate((box) => box.removeAttribute("required"));
  await page.getByRole("button", { name: "Reset the state" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Tick the box");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Reset the state" }).click();
  await expect(page.getByText("It was reset")).toBeVisible();
  const [entry] = await rows.db.cronAuditLog.findMany({ where: { action: "state.reset", target: "update-rankings" } });
  expect(entry).toMatchObject({ actor: addressOf("admin"), before: { total: 9 }, after: null });
});

test("a switch shows its origin, why it stops the job, and goes back to the code", async ({ as, rows }) => {
  const page = await as("operator");
  await page.goto(`${RANKINGS}/configuration`);
  await page.getByLabel("Why").fill("moving house");
  await page.getByRole("button", { name: "Disable" }).click();
  const row = page.getByRole("row", { name: /^Switch/ });
  await expect(row).toContainText("override");
  await expect(row).toContainText("The code says: Enabled");
  await row.getByRole("button", { name: "Reset: Switch" }).click();
  await expect(row).toContainText("code");
  await expect(row.getByRole("button")).toHaveCount(0);
  const entries = await rows.db.cronAuditLog.findMany({
    where: { target: "update-rankings", action: { in: ["job.toggle", "job.reset"] } },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ actor, action, before, after }) => ({ actor, action, before, after }))).toEqual([
    {
      actor: addressOf("operator"),
      action: "job.toggle",
      before: { enabled: true, notes: null },
      after: { enabled: false, notes: "moving house" },
    },
    {
      actor: addressOf("operator"),
      action: "job.reset",
      before: { enabled: false, notes: "moving house", origin: "override" },
      after: { enabled: true, notes: null, origin: "code" },
    },
  ]);
  const admin = await as("admin");
  await admin.goto(`${RANKINGS}/audit`);
  await expect(admin.getByRole("main")).toContainText("moving house");
  await expect(admin.getByRole("main")).toContainText("job.reset");
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
