import { addressOf, expect, startClean, test } from "./support/people.ts";
import { auditOf, placeSchedule, removeSchedules, tick } from "./support/schedules.ts";

startClean();

const NEW = "/dashboard/admin/schedule/new?job=clean-data";
const IDS = ["e2e-interval", "e2e-stale", "e2e-edited", "e2e-plain"];

test.afterAll(({ rows }) => removeSchedules(rows, IDS));

test("an interval with parameters is added in the browser, and its run appears by itself", async ({ as, rows }) => {
  const page = await as("admin");
  await page.goto("/dashboard/admin/schedule");
  await page.getByRole("link", { name: "New schedule" }).click();
  await expect(page).toHaveURL("/dashboard/admin/schedule/new");
  await page.getByLabel("Job", { exact: true }).selectOption("clean-data");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Id").fill("e2e-interval");
  await page.getByRole("radio", { name: "Interval" }).check();
  await page.getByLabel("Every", { exact: true }).fill("2");
  await page.getByLabel("Unit of Every").selectOption("seconds");
  await page.getByLabel("olderThanDays").fill("9");
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page).toHaveURL("/dashboard/admin/schedule/schedules/e2e-interval");
  await expect(page.getByText("Every 2 s").first()).toBeVisible();

  const runs = () => rows.db.cronJobLog.count({ where: { scheduleId: "e2e-interval", status: "completed" } });
  await expect.poll(() => tick(page).then(runs), { timeout: 30_000 }).toBeGreaterThan(0);
  await expect(page.getByRole("main").getByText("Completed").first()).toBeVisible();
  const run = await rows.db.cronJobLog.findFirstOrThrow({ where: { scheduleId: "e2e-interval", status: "completed" } });
  expect(run.params).toMatchObject({ olderThanDays: 9 });
  expect(await auditOf(rows, "e2e-interval")).toEqual([
    {
      actor: addressOf("admin"),
      action: "schedule.create",
      before: null,
      after: expect.objectContaining({
        kind: "interval",
        everySeconds: 2,
        params: expect.objectContaining({ olderThanDays: 9 }),
      }),
      note: null,
    },
  ]);
});

test("a preset fills the fields, the preview follows, and saving leaves one row with before and after", async ({
  as,
  rows,
}) => {
  await placeSchedule(rows, "e2e-edited");
  const page = await as("admin");
  await page.goto("/dashboard/admin/schedule/schedules/e2e-edited/edit");
  await page.getByRole("button", { name: "Weekdays at 9:00" }).click();
  await expect(page.getByLabel("Expression", { exact: true })).toHaveValue("0 9 * * 1-5");
  await expect(page.getByLabel("Weekday", { exact: true })).toHaveValue("1-5");
  await expect(page.getByText("At 09:00, Monday through Friday")).toBeVisible();
  await page.getByLabel("Hour", { exact: true }).fill("10");
  await expect(page.getByLabel("Expression", { exact: true })).toHaveValue("0 10 * * 1-5");
  await expect(page.getByText("At 10:00, Monday through Friday")).toBeVisible();
  await page.getByLabel("Time zone").fill("America/New_York");
  await expect(page.getByText("In America/New_York")).toBeVisible();
  await expect(page.getByRole("table").getByText(/ 10:00$/)).toHaveCount(10);
  await page.getByLabel("Expression", { exact: true }).fill("0 0 30 2 *");
  await expect(page.getByText(/never fires/)).toBeVisible();
  await page.getByLabel("Expression", { exact: true }).fill("0 10 * * 1-5");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page).toHaveURL("/dashboard/admin/schedule/schedules/e2e-edited");
  expect(await auditOf(rows, "e2e-edited")).toEqual([
    {
      actor: addressOf("admin"),
      action: "schedule.edit",
      before: { expression: "0 * * * *", timezone: "UTC" },
      after: { expression: "0 10 * * 1-5", timezone: "America/New_York" },
      note: null,
    },
  ]);
});

test("a second person's stale change is refused with what changed, and can be applied again", async ({ as, rows }) => {
  await placeSchedule(rows, "e2e-stale");
  const [mine, theirs] = [await as("admin"), await as("admin")];
  const path = "/dashboard/admin/schedule/schedules/e2e-stale/edit";
  await mine.goto(path);
  await theirs.goto(path);
  await theirs.getByLabel("Name").fill("Renamed meanwhile");
  await theirs.getByRole("button", { name: "Save changes" }).click();
  await expect(theirs.getByRole("heading", { name: "Renamed meanwhile" })).toBeVisible();

  await mine.getByLabel("Jitter (seconds)").fill("30");
  await mine.getByRole("button", { name: "Save changes" }).click();
  const refusal = mine.getByRole("alert").filter({ hasText: "Somebody else changed this schedule" });
  await expect(refusal.getByRole("row", { name: /^Name/ })).toContainText("Renamed meanwhile");
  await expect(refusal.getByRole("row", { name: /^Jitter/ })).toContainText("30");
  await expect(mine.getByLabel("Name")).toHaveValue("Renamed meanwhile");
  expect(await auditOf(rows, "e2e-stale")).toHaveLength(1);

  await mine.getByRole("button", { name: "Apply my changes again" }).click();
  await expect(mine).toHaveURL("/dashboard/admin/schedule/schedules/e2e-stale");
  const { name, jitterSeconds } = await rows.db.cronSchedule.findUniqueOrThrow({ where: { id: "e2e-stale" } });
  expect({ name, jitterSeconds }).toEqual({ name: "Renamed meanwhile", jitterSeconds: 30 });
  expect((await auditOf(rows, "e2e-stale")).map(({ before, after }) => [before, after])).toEqual([
    [{ name: "e2e-stale" }, { name: "Renamed meanwhile" }],
    [{ jitterSeconds: 0 }, { jitterSeconds: 30 }],
  ]);
});

test("two browsers in different zones are shown the same instants, each with its own clock", async ({ as }) => {
  const seen = [];
  for (const timezoneId of ["Asia/Seoul", "America/New_York"]) {
    const page = await as("admin", { timezoneId });
    await page.goto(NEW);
    await expect(page.getByText(`Yours (${timezoneId})`)).toBeVisible();
    const instants = page.getByRole("table").locator("time");
    seen.push({
      exact: await instants.evaluateAll((times) => times.map((time) => time.getAttribute("datetime"))),
      first: await instants.nth(1).textContent(),
    });
  }
  const [seoul, newYork] = seen;
  expect(seoul?.exact).toHaveLength(20);
  expect(newYork?.exact).toEqual(seoul?.exact);
  expect(seoul?.first).toMatch(/ 11:00$/);
  expect(newYork?.first).toMatch(/ (21|22):00$/);
});

test("without a script the editor fills presets, keeps what was typed when it refuses, and saves", async ({
  as,
  rows,
}) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(NEW);
  await page.getByLabel("Id").fill("e2e-plain");
  await page.getByLabel("Name").fill("Made without a script");
  await page.getByRole("button", { name: "Every 6 h" }).click();
  await expect(page.getByLabel("Expression", { exact: true })).toHaveValue("0 */6 * * *");
  await expect(page.getByLabel("Name")).toHaveValue("Made without a script");
  await expect(page.getByText("On the hour, every 6 hours")).toBeVisible();
  await page.getByLabel("Minute", { exact: true }).fill("17");
  await page.getByLabel("Expression", { exact: true }).fill("17 */6 * * *");
  await page.getByLabel("Time zone").fill("Mars/Base");
  await page.getByRole("radio", { name: /^Queue/ }).check();
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Mars/Base");
  await expect(page.getByRole("radio", { name: /^Queue/ })).toBeChecked();
  await page.getByLabel("Time zone").fill("Asia/Seoul");
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Made without a script");
  const row = await rows.db.cronSchedule.findUniqueOrThrow({ where: { id: "e2e-plain" } });
  expect([row.expression, row.timezone, row.overlap]).toEqual(["17 */6 * * *", "Asia/Seoul", "queue"]);
});
