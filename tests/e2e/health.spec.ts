import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { E2E } from "../support/e2e-settings.ts";
import { expect, startClean, test } from "./support/people.ts";
import type { TestRows } from "./support/rows.ts";
import { placeSchedule, removeSchedules } from "./support/schedules.ts";

startClean();

const HEALTH = "/dashboard/admin/health";
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const found = (page: Page, check: string) => page.locator(`[data-check="${check}"]`);

/** A slot that nobody dispatches; a waiting run would be taken by the server's sweep. */
async function placeOverdue(rows: TestRows): Promise<void> {
  await placeSchedule(rows, "e2e-overdue", { nextSlot: minutesAgo(12), nextRunAt: minutesAgo(12) });
}
test.afterAll(({ rows }) => removeSchedules(rows, ["e2e-overdue"]));

const called = (more: object) => ({
  ...{ at: minutesAgo(3), method: "GET", path: "/api/cron/clean-data", status: 200, address: "192.0.2.1" },
  ...{ agent: "vercel-cron/1.0", schedule: "0 3 * * 0", jobName: "clean-data", durationMs: 12, release: "seeded" },
  ...more,
});

test("trouble is told with its cause, its fix and the way to more", async ({ as, rows }) => {
  const [stuck = ""] = await rows.insert([
    {
      job: "gone-from-code",
      status: "started",
      startedAt: minutesAgo(30).toISOString(),
      more: {
        worker: "web-7:4412",
        leaseExpiresAt: minutesAgo(-60),
        abortReason: "timeout",
        abortRequestedAt: minutesAgo(9),
      },
    },
    // Nobody can run what the code has no more: it is told by name, and does not count as waiting or overdue.
    { job: "gone-from-code", status: "queued", startedAt: minutesAgo(40).toISOString() },
  ]);
  await placeOverdue(rows);
  await rows.db.cronCall.createMany({
    data: [
      called({ schedule: "5 5 * * *" }),
      called({
        status: 401,
        reason: "unauthorized",
        agent: "curl/8.5.0",
        address: "203.0.113.9",
        schedule: null,
        sampled: 6,
      }),
    ],
  });
  const page = await as("viewer");
  await page.goto(HEALTH);
  await expect(page.getByRole("main").getByRole("status").first()).toContainText(/problem/);

  const run = found(page, "stuck runs");
  await expect(run).toContainText("was told to stop at");
  await expect(run).toContainText(`force-end ${stuck}`);
  await expect(found(page, "queue")).toContainText(/0 runs wait and could go on; the longest overdue one since 1\d m/);
  await expect(found(page, "scheduler")).toContainText("have a cron call /api/cron/tick every minute");
  await expect(found(page, "jobs")).toContainText("no longer in code: gone-from-code");
  await expect(found(page, "release")).toContainText(
    'another release (rolled back?): /api/cron/clean-data at "5 5 * * *"',
  );
  const refused = found(page, "refused");
  await expect(refused).toContainText("7 calls answered 401");
  await expect(refused).toContainText("give that caller CRON_SECRET if it is yours");

  await refused.getByRole("link", { name: "Explain" }).click();
  await expect(page).toHaveURL(`${HEALTH}/help#answers-401`);
  await expect(page.getByRole("heading", { name: "Answers 401" })).toBeInViewport();
  await page.goBack();
  await run.getByRole("link", { name: "Open the run" }).click();
  await expect(page).toHaveURL(new RegExp(`/admin/cron-logs/${stuck}$`));
  await rows.db.cronJobLog.deleteMany({ where: { jobName: "gone-from-code" } });
});

test("a section that was opened stays open, and what was mended goes, when the page is refreshed", async ({
  as,
  rows,
}) => {
  await rows.db.cronJobConfig.create({ data: { jobName: "left-behind" } });
  const page = await as("viewer");
  await page.goto(HEALTH);
  await expect(found(page, "jobs")).toContainText("left-behind");
  await page.getByText(/\d+ checks are fine/).click();
  await expect(found(page, "secret")).toBeVisible();
  await rows.db.cronJobConfig.delete({ where: { jobName: "left-behind" } });
  await expect(page.getByRole("main").getByText("left-behind")).toHaveCount(0, { timeout: 30_000 });
  await expect(found(page, "secret")).toBeVisible();
});

test("calls are narrowed by why they were refused, and paged, as the address says", async ({ as, rows }) => {
  const path = "/api/cron/nobody-knows";
  await rows.db.cronCall.createMany({
    data: Array.from({ length: 60 }, (_, n) =>
      called({ path, jobName: null, status: 404, reason: "unknown_job", at: minutesAgo(10 + n) }),
    ),
  });
  const page = await as("viewer", { javaScriptEnabled: false });
  await page.goto(HEALTH);
  await page.getByRole("link", { name: /× 404 unknown_job/ }).click();
  await expect(page).toHaveURL(`${HEALTH}/calls?status=404&reason=unknown_job`);
  await page.getByLabel("Path").fill(path);
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("row")).toHaveCount(51);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page.getByRole("row")).toHaveCount(11);
  await page.goto(`${HEALTH}/calls?path=${path}&status=200`);
  await expect(page.getByText("No call passes this filter.")).toBeVisible();
  await page.goto(`${HEALTH}/calls?status=many`);
  await expect(page.getByText(/Left out of the filter: Status/)).toBeVisible();
});

test("components show state, latency and uptime with a bar for each of 90 days", async ({ as, rows }) => {
  const check = (component: string, minutes: number, healthy: boolean) => ({
    ...{ component, healthy, latencyMs: 8, detail: healthy ? "answers" : "no answer within 5000 ms" },
    ...{ checkedAt: minutesAgo(minutes), runId: randomUUID() },
  });
  await rows.db.uptimeCheck.createMany({
    data: [check("mail", 2, false), check("mail", 7, true), check("mail", 12, true), check("shop", 2, true)],
  });
  const page = await as("viewer");
  await page.goto(HEALTH);
  await expect(found(page, "components")).toContainText("mail is not well: no answer within 5000 ms");
  const mail = page.locator('[data-component="mail"]');
  await expect(mail).toContainText("Not well");
  await expect(mail).toContainText("66.66 %");
  await expect(
    mail.getByRole("img", { name: /^mail: \d+ of 90 days without a failed check, [12] with some$/ }),
  ).toBeVisible();
  await expect(mail.locator("rect")).toHaveCount(90);
  await expect(page.locator('[data-component="shop"]')).toContainText("100 %");
  await rows.db.uptimeCheck.deleteMany({ where: { component: { in: ["mail", "shop"] } } });
});

test("in Korean the same is said in Korean", async ({ as, rows }) => {
  await placeOverdue(rows);
  const page = await as("viewer");
  await page.context().addCookies([{ name: "locale", value: "ko", url: E2E.baseUrl }]);
  await page.goto(HEALTH);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("상태 점검");
  await expect(found(page, "scheduler")).toContainText("매분 /api/cron/tick을 호출하게 하세요");
});
