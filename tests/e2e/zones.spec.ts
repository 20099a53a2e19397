import { addressOf, expect, startClean, test } from "./support/people.ts";
import { auditOf, placeSchedule, removeSchedules } from "./support/schedules.ts";

startClean();

const NEW = "/dashboard/admin/schedule/new?job=clean-data";
const JOB_PAGE = "/dashboard/admin/cron-jobs/clean-data";
const NEW_YORK = "America/New_York";
const SKIPPED = /2027-03-14 02:30 does not exist in America\/New_York\. The clocks go from 02:00 to 03:00/;

const IDS = ["e2e-zoned", "e2e-calendar-zone", "e2e-due-1", "e2e-due-2"];
test.afterAll(({ rows }) => removeSchedules(rows, IDS));

test("the slot calendar has the days and hours of the chosen zone, and says which that is", async ({ as, rows }) => {
  await placeSchedule(rows, "e2e-calendar-zone", { createdAt: new Date(Date.now() - 86_400_000) });
  const page = await as("viewer", { timezoneId: "Australia/Adelaide" });
  await page.goto(JOB_PAGE);
  await expect(page.getByRole("heading", { name: "Slots by day and hour, UTC" })).toBeVisible();
  await page.getByRole("button", { name: "Mine" }).click();
  await expect(page.getByRole("heading", { name: "Slots by day and hour, Australia/Adelaide" })).toBeVisible();
  const today = new Intl.DateTimeFormat("en", {
    weekday: "short",
    day: "numeric",
    month: "numeric",
    timeZone: "Australia/Adelaide",
  });
  const calendar = page.getByRole("region", { name: /^Slots by day and hour/ });
  await expect(calendar.getByRole("rowheader").first()).toHaveText(today.format(new Date()));
  await calendar
    .getByRole("link", { name: /^\d{4}-\d{2}-\d{2} \d{2}:00 Australia\/Adelaide: 1 expected/ })
    .last()
    .click();
  const slots = page.getByRole("region", { name: /^Slots of the hour from .* Australia\/Adelaide$/ });
  await expect(slots.getByRole("listitem").first()).toContainText(/^\d{2}:30/);
});

test("a date is typed on the clocks of the form's zone; what they skip is refused, what they repeat is the first", async ({
  as,
  rows,
}) => {
  const page = await as("admin");
  await page.goto(NEW);
  await page.getByLabel("Id").fill("e2e-zoned");
  await page.getByLabel("Time zone").fill(NEW_YORK);
  const starts = page.getByLabel(`Starts (${NEW_YORK})`);
  await starts.fill("2027-03-14T02:30");
  await expect(page.getByText(SKIPPED)).toBeVisible();
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page.getByRole("alert").filter({ hasText: SKIPPED })).toBeVisible();
  await expect(starts).toHaveValue("2027-03-14T02:30");
  await starts.fill("2027-11-07T01:30");
  await expect(page.getByText("The first counts: 2027-11-07 05:30:00 UTC, not 2027-11-07 06:30:00 UTC")).toBeVisible();
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page).toHaveURL("/dashboard/admin/schedule/schedules/e2e-zoned");
  await expect(
    page.getByText(`The clocks of ${NEW_YORK} show this time twice on that day: it is the first`),
  ).toBeVisible();
  expect(await auditOf(rows, "e2e-zoned")).toMatchObject([
    { actor: addressOf("admin"), after: { startsAt: "2027-11-07T05:30:00.000Z", timezone: NEW_YORK } },
  ]);
  await page.goto("/dashboard/admin/schedule/schedules/e2e-zoned/edit");
  await expect(starts).toHaveValue("2027-11-07T01:30");
});

test("without a script the zone that the form sends is that of its dates", async ({ as, rows }) => {
  await removeSchedules(rows, ["e2e-zoned"]);
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(NEW);
  await page.getByLabel("Id").fill("e2e-zoned");
  await page.getByRole("radio", { name: "One date" }).check();
  await page.getByLabel("Time zone").fill(NEW_YORK);
  await page.getByLabel("At (UTC)").fill("2027-03-14T02:30");
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page.getByRole("alert").filter({ hasText: SKIPPED })).toBeVisible();
  const at = page.getByLabel(`At (${NEW_YORK})`);
  await expect(at).toHaveValue("2027-03-14T02:30");
  await at.fill("2027-03-14T03:30");
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page).toHaveURL("/dashboard/admin/schedule/schedules/e2e-zoned");
  const row = await rows.db.cronSchedule.findUniqueOrThrow({ where: { id: "e2e-zoned" } });
  expect([row.runAt, row.timezone]).toEqual([new Date("2027-03-14T07:30:00Z"), NEW_YORK]);
});

test("that nobody dispatches is said once, with its cause and the way to Health", async ({ as, rows }) => {
  const due = new Date(Date.now() - 65_000);
  await placeSchedule(rows, "e2e-due-1", { nextSlot: due, nextRunAt: due });
  await placeSchedule(rows, "e2e-due-2", { jobName: "health-check", nextSlot: due, nextRunAt: due });
  const page = await as("viewer");
  const list = page.getByRole("region", { name: "Needs attention" });
  const item = list.getByRole("listitem").filter({ hasText: "No scheduler is at work" });
  await expect(async () => {
    // Rows of the ticks that other tests made may still be on their way to the log.
    await rows.db.cronCall.deleteMany();
    await rows.db.cronSchedule.updateMany({ data: { lastSlot: null } });
    await page.goto("/dashboard/admin");
    await expect(item).toBeVisible({ timeout: 5000 });
  }).toPass();
  await expect(item).toContainText("no call came from the platform or to /api/cron/tick");
  await expect(item).toContainText(/\d jobs are overdue because of it, the first since 1 min ago: .*health-check/);
  await expect(list.getByText("Overdue: due")).toHaveCount(0);
  await item.getByRole("link", { name: "See Health" }).click();
  await expect(page).toHaveURL("/dashboard/admin/health");
});
