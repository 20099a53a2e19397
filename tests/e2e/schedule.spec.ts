import { E2E } from "../support/e2e-settings.ts";
import { addressOf, expect, startClean, test } from "./support/people.ts";
import { auditOf, placeSchedule, removeSchedules, tick } from "./support/schedules.ts";

startClean();

const PATH = "/dashboard/admin/schedule";
const IDS = ["e2e-board", "e2e-skip", "e2e-pause", "e2e-busy", "e2e-gone", "e2e-herd-1", "e2e-herd-2", "e2e-herd-3"];
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test.afterAll(async ({ rows }) => {
  await removeSchedules(rows, IDS);
  await rows.db.cronSchedulerState.updateMany({ data: { pausedAt: null, pausedUntil: null } });
});

test("lanes tell what became of each slot and lead to its run; a busy schedule is a band", async ({ as, rows }) => {
  await placeSchedule(rows, "e2e-board", { name: "Board", timezone: "Asia/Seoul" });
  await placeSchedule(rows, "e2e-busy", { name: "Busy", expression: "* * * * *", nextSlot: wholeMinute(ago(-2)) });
  const more = { scheduleId: "e2e-board" };
  const [failed] = await rows.insert([
    {
      job: "clean-data",
      status: "failed",
      startedAt: ago(120).toISOString(),
      error: "401 from Meta",
      more: { ...more, scheduledFor: ago(120) },
    },
    {
      job: "clean-data",
      status: "skipped",
      startedAt: ago(240).toISOString(),
      more: { ...more, scheduledFor: ago(240), slotUntil: ago(180), slotCount: 2, reason: "paused" },
    },
  ]);
  const page = await as("viewer");
  await page.goto(`${PATH}?job=clean-data`);
  const past = page.getByRole("list", { name: "What became of Board" });
  await expect(
    past.getByRole("link", { name: /Asia\/Seoul \(.* UTC\): Failed, took 1 s, 401 from Meta/ }),
  ).toBeVisible();
  await expect(past.getByRole("link", { name: /Skipped, 2 slots, paused/ })).toBeVisible();
  await expect(page.getByRole("list", { name: "What lies ahead of Busy" })).toContainText("one every 1 m");
  await expect(page.getByRole("list", { name: "What lies ahead of Busy" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("list", { name: "What lies ahead of Board" }).getByRole("listitem")).toHaveCount(24);
  await past.getByRole("link", { name: /Failed/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/cron-logs/${failed}`);

  await page.goto(`${PATH}?job=clean-data&view=list&range=7d`);
  await expect(page.getByRole("row", { name: /Board.*Failed/ })).toContainText("401 from Meta");
  const again = await as("viewer");
  await again.goto(page.url());
  await expect(again.getByRole("link", { name: "Next 7 days" })).toHaveAttribute("aria-current", "true");
});

test("starts that meet are named with where they could go", async ({ as, rows }) => {
  // One that starts every minute would be of the company.
  await removeSchedules(rows, IDS);
  for (const id of ["e2e-herd-1", "e2e-herd-2", "e2e-herd-3"]) {
    await placeSchedule(rows, id, { expression: "3 4 * * *", nextSlot: nextAt(4, 3) });
  }
  const page = await as("viewer");
  await page.goto(PATH);
  const herd = page.getByRole("listitem").filter({ hasText: "3 schedules start at 04:03 UTC" });
  // 04:10 is one of the minutes of every five.
  await expect(herd).toContainText("move e2e-herd-2 to 04:11");
  await expect(herd).toContainText("spreadSeconds");
});

test("the next slot is skipped and put back; each leaves one row", async ({ as, rows }) => {
  await placeSchedule(rows, "e2e-skip");
  const { nextSlot } = await rows.db.cronSchedule.findUniqueOrThrow({ where: { id: "e2e-skip" } });
  const slot = nextSlot?.toISOString();
  const page = await as("admin");
  await page.goto(PATH);
  const row = page.getByRole("row", { name: /^e2e-skip/ });
  await row.getByRole("button", { name: /^Skip the next slot of e2e-skip/ }).click();
  await expect(row.getByText(/Skips \d/).filter({ visible: true })).toBeVisible();
  expect(await rows.db.cronScheduleSkip.count({ where: { scheduleId: "e2e-skip" } })).toBe(1);
  await row.getByRole("button", { name: /of e2e-skip back$/ }).click();
  await expect(row.getByText(/Skips \d/)).toHaveCount(0);
  const actor = addressOf("admin");
  expect(await auditOf(rows, "e2e-skip")).toEqual([
    { actor, action: "schedule.skip", before: { slot, skipped: false }, after: { slot, skipped: true }, note: null },
    { actor, action: "schedule.unskip", before: { slot, skipped: true }, after: { slot, skipped: false }, note: null },
  ]);
});

test("a schedule is paused with a reason and an end, shown so, and resumed", async ({ as, rows }) => {
  await placeSchedule(rows, "e2e-pause");
  const page = await as("admin");
  await page.goto(PATH);
  const row = page.getByRole("row", { name: /^e2e-pause/ });
  await row.getByRole("button", { name: "Pause e2e-pause" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause e2e-pause" });
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await row.getByRole("button", { name: "Pause e2e-pause" }).click();
  await dialog.getByLabel("Why").fill("the shop moves");
  await dialog.getByLabel("For").selectOption("4 hours");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(row).toContainText("the shop moves");
  await expect(row).toContainText(addressOf("admin"));
  await row.getByRole("button", { name: "Resume e2e-pause" }).click();
  await expect(row).not.toContainText("the shop moves");
  const [paused, resumed] = await auditOf(rows, "e2e-pause");
  expect(paused).toMatchObject({
    actor: addressOf("admin"),
    action: "schedule.pause",
    before: null,
    after: { pauseReason: "the shop moves", pausedUntil: expect.any(String) },
  });
  expect(resumed).toMatchObject({ action: "schedule.resume", before: { pauseReason: "the shop moves" }, after: null });
});

test("a pause of everything stands on all screens, with who, until when and why, until it is resumed", async ({
  as,
  rows,
}) => {
  test.slow();
  const page = await as("admin");
  await page.goto(PATH);
  await page.getByRole("button", { name: "Pause everything" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("the database moves");
  await dialog.getByLabel("Or until (UTC)").fill("2031-05-06T07:08");
  await dialog.getByRole("button", { name: "Pause" }).click();
  const viewer = await as("viewer");
  for (const path of [PATH, "/dashboard/admin/cron-jobs", "/admin/cron-logs", "/dashboard/admin"]) {
    await viewer.goto(path);
    const banner = viewer.getByRole("region", { name: "Everything is paused" });
    await expect(banner).toContainText("until 2031-05-06 07:08 UTC");
    await expect(banner).toContainText("the database moves");
    await expect(banner).toContainText(addressOf("admin"));
    await expect(banner.getByRole("button")).toHaveCount(0);
  }
  await page.goto("/admin/cron-logs");
  await page.getByRole("button", { name: "Resume everything" }).click();
  await expect(page.getByRole("region", { name: "Everything is paused" })).toHaveCount(0);
  const audit = await auditOf(rows, "everything");
  expect(audit.slice(-2)).toMatchObject([
    { actor: addressOf("admin"), action: "scheduler.pause", before: null, note: "the database moves" },
    { actor: addressOf("admin"), action: "scheduler.resume", after: null },
  ]);
});

test("a person's schedule is removed after a question, and what differs from the code is reset", async ({
  as,
  rows,
}) => {
  await placeSchedule(rows, "e2e-gone");
  const page = await as("admin");
  await tick(page);
  await page.goto(`${PATH}/schedules/e2e-gone`);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page).toHaveURL(PATH);
  await expect(page.getByRole("row", { name: /^e2e-gone/ })).toHaveCount(0);

  await page.goto(`${PATH}/schedules/job:update-rankings/edit`);
  await page.getByRole("radio", { name: /^Run all/ }).check();
  await page.getByRole("button", { name: "Save changes" }).click();
  const drift = page.getByRole("row", { name: /misfire/ });
  await expect(drift).toContainText("run-once");
  await expect(drift).toContainText("run-all");
  await drift.getByRole("button", { name: "Reset misfire" }).click();
  await expect(drift).toHaveCount(0);
});

test("a viewer has no control, and a form sent by hand is refused", async ({ as, rows }) => {
  await placeSchedule(rows, "e2e-board", { name: "Board" });
  const admin = await as("admin", { javaScriptEnabled: false });
  await admin.goto(`${PATH}/schedules/e2e-board`);
  const form = admin.locator("form", { has: admin.getByRole("button", { name: "Skip next" }) });
  const fields = await form
    .locator("input")
    .evaluateAll((inputs) =>
      inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
    );
  const viewer = await as("viewer");
  const answer = await viewer.request.post(`${PATH}/schedules/e2e-board`, {
    multipart: Object.fromEntries(fields),
    headers: { origin: E2E.baseUrl },
  });
  expect(await answer.text()).toMatch(/needs the permission cron:schedule/);
  expect(await rows.db.cronScheduleSkip.count({ where: { scheduleId: "e2e-board" } })).toBe(0);

  for (const path of [PATH, `${PATH}/schedules/e2e-board`]) {
    await viewer.goto(path);
    await expect(viewer.getByRole("heading", { level: 1 })).toBeVisible();
    const controls = viewer
      .getByRole("main")
      .getByRole("button")
      .filter({ hasNotText: /Live|Filter/ });
    await expect(controls).toHaveCount(0);
  }
  for (const path of [`${PATH}/new`, `${PATH}/schedules/e2e-board/edit`]) {
    await viewer.goto(path);
    await expect(viewer).not.toHaveURL(path);
  }
});

const wholeMinute = (at: Date) => new Date(Math.floor(at.getTime() / 60_000) * 60_000);

/** The next time a UTC clock shows this. */
function nextAt(hour: number, minute: number): Date {
  const at = new Date();
  at.setUTCHours(hour, minute, 0, 0);
  return at > new Date() ? at : new Date(at.getTime() + 86_400_000);
}
