import { randomUUID } from "node:crypto";
import { LOOKS, lookAt, overflowOf, violationsOf } from "./support/axe.ts";
import { englishOn } from "./support/english.ts";
import { expect, startClean, test } from "./support/people.ts";
import type { TestRows } from "./support/rows.ts";
import { placeSchedule, removeSchedules } from "./support/schedules.ts";

startClean();

const ID = "e2e-slots";
const JOB = "clean-data";
const HOUR_MS = 3_600_000;
const BATCH = randomUUID();
/** Whole hours of yesterday, UTC. */
const yesterday = new Date(Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS - 24 * HOUR_MS);
const at = (hour: number, ms = 0) => new Date(yesterday.getTime() + hour * HOUR_MS + ms);
const clock = (hour: number) => `${at(hour).toISOString().slice(0, 10)} ${String(hour).padStart(2, "0")}:00`;

let ids: Record<"onTime" | "range" | "one" | "again", string>;

async function placeSlots(rows: TestRows): Promise<void> {
  await placeSchedule(rows, ID, { createdAt: at(0) });
  const batch = { id: BATCH, jobName: JOB, scheduleId: ID, choice: "missing", concurrency: 1, runs: 1 };
  await rows.db.cronBackfill.create({ data: { ...batch, fromSlot: at(3), toSlot: at(3) } });
  const slot = (hour: number, more: object = {}) => ({ scheduleId: ID, scheduledFor: at(hour), ...more });
  const missed = { job: JOB, status: "missed", trigger: "schedule" } as const;
  const ran = { job: JOB, status: "completed" } as const;
  const [onTime = "", range = "", one = "", again = ""] = await rows.insert([
    { ...ran, startedAt: at(1, 3000).toISOString(), trigger: "schedule", more: slot(1) },
    {
      ...missed,
      startedAt: at(2).toISOString(),
      more: slot(2, { reason: "scheduler_down", slotUntil: at(4), slotCount: 3 }),
    },
    { ...missed, startedAt: at(5).toISOString(), more: slot(5, { reason: "no_delivery" }) },
    {
      ...ran,
      startedAt: at(30).toISOString(),
      trigger: "backfill",
      more: { backfillId: BATCH, scheduledFor: at(3) },
    },
    { ...ran, startedAt: at(6, 2 * 60_000).toISOString(), trigger: "catch_up", more: slot(6) },
  ]);
  ids = { onTime, range, one, again };
}

test.beforeAll(({ rows }) => placeSlots(rows));
test.afterAll(({ rows }) => removeSchedules(rows, [ID]));

test.describe("fault D5: slots are told as they were", () => {
  test("the calendar marks what a backfill ran and what came late, in words and in its legend", async ({ as }) => {
    const page = await as("viewer");
    await page.goto(`/dashboard/admin/cron-jobs/${JOB}`);
    const calendar = page.getByRole("region", { name: /^Slots by day and hour/ });
    const hour = (name: string) => calendar.getByRole("link", { name, exact: true });
    await expect(hour(`${clock(1)} UTC: 1 expected, 1 completed`)).toBeVisible();
    await expect(hour(`${clock(2)} UTC: 1 expected, 1 missed (the scheduler was down)`)).toBeVisible();
    await expect(hour(`${clock(6)} UTC: 1 expected, 1 completed, caught up late`)).toBeVisible();
    for (const mark of ["run by a backfill", "caught up late"]) {
      await expect(page.getByRole("listitem").filter({ hasText: mark })).toBeVisible();
    }
    await hour(`${clock(3)} UTC: 1 expected, 1 completed by a backfill`).click();
    const slots = page.getByRole("region", { name: /^Slots of the hour from/ }).getByRole("listitem");
    await expect(slots).toHaveCount(2);
    await expect(slots.first()).toContainText("Missed");
    await expect(slots.last()).toContainText("run by a backfill");
  });

  test("a run's row and the head of its page have its slot, by the clocks of the chosen zone", async ({ as }) => {
    const page = await as("viewer", { timezoneId: "Asia/Kolkata" });
    await page.goto(`/admin/cron-logs?job_name=${JOB}`);
    const row = page.getByRole("row").filter({ hasText: ids.onTime.slice(-8) });
    await expect(row).toContainText("slot 01:00, started 01:00:03");
    await page.getByRole("button", { name: "Mine" }).click();
    await expect(row).toContainText("slot 06:30, started 06:30:03");
    await page.goto(`/admin/cron-logs/${ids.onTime}`);
    await expect(page.getByText(/^Slot .* 06:30:00 Asia\/[A-Z]\w+, started .* 06:30:03 Asia\/[A-Z]\w+$/)).toBeVisible();
  });

  test("a missed slot's page says when it should have been, why not, and what to press, and of no start", async ({
    as,
  }) => {
    const page = await as("operator");
    await page.goto(`/admin/cron-logs/${ids.range}`);
    const main = page.getByRole("main");
    await expect(main.getByText(/^3 runs should have begun from .* 02:00:00 UTC to .* 04:00:00 UTC\.$/)).toBeVisible();
    await expect(main.getByText(/^No scheduler was at work then/)).toBeVisible();
    await expect(main.getByText(/^npm run cron -- backfill clean-data --from .* --schedule e2e-slots$/)).toBeVisible();
    for (const word of ["Started", "Duration", "Ended", "Attempts"]) {
      await expect(main.getByText(word, { exact: true })).toHaveCount(0);
    }
    await page.goto(`/admin/cron-logs/${ids.one}`);
    await expect(main.getByText(/^It should have run at .* 05:00:00 UTC\.$/)).toBeVisible();
    await expect(main.getByText(/^The platform did not call its address then/)).toBeVisible();
    await main.getByRole("button", { name: "Run now" }).click();
    await expect(page.getByText(/^Completed after/)).toBeVisible();
  });
});

test("fault D5: in Korean, too", async ({ as, rows }) => {
  const said = await rows.db.cronJobLog.findMany({ select: { message: true } });
  const data = said.flatMap(({ message }) => message ?? []);
  const page = await as("operator", { locale: "ko-KR" });
  await page.goto(`/dashboard/admin/cron-jobs/${JOB}?hour=${at(3).toISOString()}`);
  await expect(
    page.getByRole("link", { name: `${clock(3)} UTC: 예정 1건, 백필로 완료 1건`, exact: true }),
  ).toBeVisible();
  expect(await englishOn(page, data)).toEqual([]);
  await page.goto(`/admin/cron-logs/${ids.range}`);
  await expect(page.getByText(/까지 3건이 실행될 예정이었습니다\.$/)).toBeVisible();
  expect(await englishOn(page, data)).toEqual([]);
});

test("axe finds nothing on slots and nothing is cut off, light and dark, wide and narrow", async ({ as }) => {
  const page = await as("operator");
  const paths = [
    `/dashboard/admin/cron-jobs/${JOB}?hour=${at(3).toISOString()}`,
    `/admin/cron-logs?job_name=${JOB}`,
    `/admin/cron-logs/${ids.onTime}`,
    `/admin/cron-logs/${ids.range}`,
  ];
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const look of LOOKS) {
      await lookAt(page, look);
      expect([path, look, await violationsOf(page), await overflowOf(page)]).toEqual([path, look, [], 0]);
    }
  }
});
