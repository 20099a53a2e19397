import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/people.ts";
import { placeSchedule, removeSchedules, tick } from "./support/schedules.ts";

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

let screens: string[] = [];

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
  const pause = { pausedAt: ago(5), pauseReason: "a reason in words", pausedBy: "admin@example.com" };
  await placeSchedule(rows, "axe-paused", { timezone: "Asia/Seoul", ...pause });
  screens = [
    "/dashboard/admin",
    "/dashboard/admin/cron-jobs",
    "/dashboard/admin/cron-jobs?act=pause&job=health-check&job=clean-data",
    "/dashboard/admin/cron-jobs?act=run",
    "/dashboard/admin/cron-jobs?q=nothing-has-this-name",
    "/dashboard/admin/cron-jobs/health-check",
    ...["runs", "schedule", "configuration", "audit"].map((tab) => `/dashboard/admin/cron-jobs/health-check/${tab}`),
    ...["state", "state?change=edit"].map((tab) => `/dashboard/admin/cron-jobs/convert-images/${tab}`),
    "/dashboard/admin/cron-jobs/clean-data?from=2026-01-01T00:00&hour=2026-01-01T03:00:00Z",
    "/dashboard/admin/cron-jobs/gone-from-the-code",
    "/dashboard/admin/cron-jobs/convert-images/run",
    "/dashboard/admin/cron-jobs/nobody",
    "/admin/cron-logs",
    "/admin/cron-logs?limit=5&page=2&colour=red",
    "/admin/cron-logs?q=nothing-has-this-name",
    `/admin/cron-logs/${failed}`,
    `/admin/cron-logs/${failed}?level=error&q=nothing-has-this-text`,
    `/admin/cron-logs/${running}`,
    "/admin/cron-logs/nothing",
    "/dashboard/admin/health",
    "/dashboard/admin/health/calls?status=many",
    "/dashboard/admin/health/help",
    "/dashboard/admin/settings/profile",
    "/dashboard/admin/settings/members",
    "/dashboard/admin/settings/api-keys",
    "/dashboard/admin/settings/retention",
    "/dashboard/admin/settings/pause",
    "/dashboard/admin/settings/audit-log",
    ...["", "?view=list&range=7d", "?job=nobody", "/new", "/new?job=clean-data"].map(
      (view) => `/dashboard/admin/schedule${view}`,
    ),
    ...["axe-paused", "axe-paused/edit", "job:health-check", "nobody"].map(
      (id) => `/dashboard/admin/schedule/schedules/${id}`,
    ),
    "/docs/api",
    "/docs/api?q=nothing-has-this-name",
    "/docs/api/createSchedule",
    "/docs/api/listRuns",
    "/docs/api/nothing",
  ];
});

test.afterAll(async ({ rows }) => {
  await removeSchedules(rows, ["axe-paused"]);
  await rows.db.cronJobLog.deleteMany({ where: { jobName: "health-check", status: "started" } });
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing and nothing is cut off, ${colorScheme} at ${width} px`, async ({ as }) => {
      test.slow();
      const page = await as("admin", { colorScheme, viewport: { width, height: 800 } });
      await tick(page);
      const problems: string[] = [];
      for (const path of screens) problems.push(...(await problemsOf(page, path)));
      await page.context().clearCookies();
      problems.push(...(await problemsOf(page, "/sign-in")));
      expect(problems).toEqual([]);
    });
  }
}

async function problemsOf(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${path}: ${id} at ${node.target.join(" ")}`),
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  // axe does not mind a select of which only the arrow is left.
  const controls = page.locator("main :is(select, input:not([type=hidden], [type=checkbox], [type=radio]))");
  for (const control of await controls.filter({ visible: true }).all()) {
    const width = (await control.boundingBox())?.width ?? 0;
    if (width < 80) found.push(`${path}: ${await control.getAttribute("name")} is only ${width} px wide`);
  }
  return overflow > 0 ? [...found, `${path}: ${overflow} px wider than the window`] : found;
}
