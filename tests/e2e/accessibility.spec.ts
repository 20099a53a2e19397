import type { Page } from "@playwright/test";
import { LOOKS, lookAt, overflowOf, violationsOf } from "./support/axe.ts";
import { seedAlerts } from "./support/incidents.ts";
import { expect, startClean, test } from "./support/people.ts";
import { placeSchedule, removeSchedules, tick } from "./support/schedules.ts";

startClean();

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

let incident = "";
let runs: { failed: string; running: string };

/** One of everything that a screen can show. */
test.beforeAll(async ({ rows }) => {
  const job = "health-check";
  const states = [
    "completed",
    "partial",
    "failed",
    "timed_out",
    "abandoned",
    "cancelled",
    "skipped",
    "missed",
  ] as const;
  await rows.insert(
    states.map((status, index) => ({ job, status, startedAt: ago(index).toISOString(), message: "said so" })),
  );
  const [failed, running] = await rows.insert([
    {
      job,
      status: "failed",
      startedAt: ago(9).toISOString(),
      error: `a long sentence ${"that goes on and on ".repeat(12)}`,
      more: {
        error: { name: "Error", message: "no", code: "E1", stack: "Error\n at here" },
        result: { processed: 1, failed: 2 },
      },
    },
    {
      job,
      status: "started",
      startedAt: ago(8).toISOString(),
      more: { attemptStartedAt: ago(8), leaseExpiresAt: ago(-600), progress: { done: 1, total: 3, note: "at work" } },
    },
  ]);
  await rows.insert([{ job: "gone-from-the-code", status: "failed", startedAt: ago(60).toISOString(), error: "410" }]);
  const line = { runId: failed ?? "", at: ago(9), attempt: 1, message: "a line", fields: { id: "a".repeat(80) } };
  await rows.db.cronJobLogLine.createMany({
    data: ["debug", "info", "warn", "error"].map((level) => ({ ...line, level })),
  });
  const saved = { runId: failed ?? "", stateKey: "", firstSavedAt: ago(9), lastSavedAt: ago(9) };
  const sides = { before: { cursor: 1, old: 2 }, beforeVersion: 1, after: { cursor: 2, made: 3 }, afterVersion: 2 };
  await rows.db.cronRunSave.create({ data: { ...saved, ...sides } });
  const pause = { pausedAt: ago(5), pauseReason: "a reason in words", pausedBy: "admin@example.com" };
  await placeSchedule(rows, "axe-paused", { timezone: "Asia/Seoul", ...pause });
  if (!failed || !running) throw new Error("two rows were inserted");
  runs = { failed, running };
  incident = (await seedAlerts(rows.db, failed)).incident.id;
});

test.afterAll(async ({ rows }) => {
  await removeSchedules(rows, ["axe-paused"]);
  await rows.db.cronJobLog.deleteMany({ where: { jobName: "health-check", status: "started" } });
});

const JOBS = "/dashboard/admin/cron-jobs";
const SCREENS: Record<string, () => string[]> = {
  "overview and jobs": () => [
    "/dashboard/admin",
    JOBS,
    `${JOBS}?act=pause&job=health-check&job=clean-data`,
    `${JOBS}?act=run`,
    `${JOBS}?q=nothing-has-this-name`,
    `${JOBS}/gone-from-the-code`,
    `${JOBS}/convert-images/run`,
    `${JOBS}/nobody`,
  ],
  "a job's tabs": () => [
    `${JOBS}/health-check`,
    ...["runs", "schedule", "configuration", "audit"].map((tab) => `${JOBS}/health-check/${tab}`),
    ...["state", "state?change=edit"].map((tab) => `${JOBS}/convert-images/${tab}`),
    `${JOBS}/clean-data?from=2026-01-01T00:00&hour=2026-01-01T03:00:00Z`,
  ],
  runs: () => [
    "/admin/cron-logs",
    "/admin/cron-logs?limit=5&page=2&colour=red",
    "/admin/cron-logs?q=nothing-has-this-name",
    `/admin/cron-logs/${runs.failed}`,
    `/admin/cron-logs/${runs.failed}?level=error&q=nothing-has-this-text`,
    `/admin/cron-logs/${runs.running}`,
    "/admin/cron-logs/nothing",
  ],
  "health and settings": () => [
    "/dashboard/admin/health",
    "/dashboard/admin/health/calls?status=many",
    "/dashboard/admin/health/help",
    ...["profile", "members", "api-keys", "retention", "pause", "audit-log"].map(
      (section) => `/dashboard/admin/settings/${section}`,
    ),
  ],
  schedules: () => [
    ...["", "?view=list&range=7d", "?job=nobody", "/new", "/new?job=clean-data"].map(
      (view) => `/dashboard/admin/schedule${view}`,
    ),
    ...["axe-paused", "axe-paused/edit", "job:health-check", "nobody"].map(
      (id) => `/dashboard/admin/schedule/schedules/${id}`,
    ),
  ],
  alerts: () => [
    ...["", "?severity=high&state=resolved", "/silences", "/rules?rule=slow", "/messages?state=dead"].map(
      (view) => `/dashboard/admin/alerts${view}`,
    ),
    `/dashboard/admin/alerts/${incident}`,
    ...["?new=webhook", "?new=email", "/chat"].map((view) => `/dashboard/admin/alerts/channels${view}`),
  ],
  "the API's pages": () => [
    "/docs/api",
    "/docs/api?q=nothing-has-this-name",
    "/docs/api/createSchedule",
    "/docs/api/listRuns",
    "/docs/api/nothing",
  ],
};

for (const [area, paths] of Object.entries(SCREENS)) {
  test(`axe finds nothing and nothing is cut off, light and dark, wide and narrow: ${area}`, async ({ as }) => {
    test.slow();
    const page = await as("admin");
    await tick(page);
    const problems: string[] = [];
    for (const path of paths()) problems.push(...(await problemsOf(page, path)));
    expect(problems).toEqual([]);
  });
}

test("axe finds nothing on the page to sign in", async ({ page }) => {
  expect(await problemsOf(page, "/sign-in")).toEqual([]);
});

async function problemsOf(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  const found: string[] = [];
  for (const look of LOOKS) {
    await lookAt(page, look);
    found.push(...(await violationsOf(page)), ...(await cutOff(page)));
  }
  return found.map((problem) => `${path}: ${problem}`);
}

async function cutOff(page: Page): Promise<string[]> {
  const found: string[] = [];
  const { width: wide } = page.viewportSize() ?? { width: 0 };
  const overflow = await overflowOf(page);
  if (overflow > 0) found.push(`${overflow} px wider than the window of ${wide} px`);
  // axe does not mind a select of which only the arrow is left.
  const controls = page.locator("main :is(select, input:not([type=hidden], [type=checkbox], [type=radio]))");
  for (const control of await controls.filter({ visible: true }).all()) {
    const width = (await control.boundingBox())?.width ?? 0;
    if (width < 80) found.push(`${await control.getAttribute("name")} is only ${width} px wide at ${wide} px`);
  }
  return found;
}
