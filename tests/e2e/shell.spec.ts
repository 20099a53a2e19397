import { expect, startClean, test } from "./support/people.ts";

startClean();

const OVERVIEW = "/dashboard/admin";
const JOBS = "/dashboard/admin/cron-jobs";

test("keys lead to the screens, and to nothing while somebody types", async ({ as }) => {
  const page = await as("operator");
  await page.goto(OVERVIEW);
  // It can be pressed once the page's scripts run.
  await expect(page.getByRole("button", { name: "Mine" })).toBeEnabled();
  for (const [key, heading] of [
    ["j", "Jobs"],
    ["r", "Runs"],
    ["o", "Overview"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  }
  await page.goto(JOBS);
  await page.getByRole("searchbox").fill("");
  await page.getByRole("searchbox").pressSequentially("go?/gr");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(JOBS);
  await expect(page.getByRole("searchbox")).toHaveValue("go?/gr");
});

test("? lists the keys, and Escape gives the focus back", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(OVERVIEW);
  const link = page.getByRole("link", { name: "Jobs", exact: true });
  await link.focus();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog).toContainText("g j");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(link).toBeFocused();
});

test("the palette finds jobs, pages, runs by their id and what can be done with the open job", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([
    { job: "health-check", status: "completed", startedAt: new Date().toISOString() },
  ]);
  const page = await as("operator");
  await page.goto(`${JOBS}/health-check`);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("option", { name: "Run health-check now" })).toBeVisible();
  await expect(palette.getByRole("option", { name: "Pause health-check" })).toBeVisible();
  await page.keyboard.type("convert");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("convert-images");

  await page.keyboard.press("/");
  await page.keyboard.type(id);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/admin/cron-logs/${id}`);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("Language: 한");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
});

test("the palette offers a viewer nothing that he may not do", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`${JOBS}/health-check`);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("option", { name: "View logs of health-check" })).toBeVisible();
  await expect(palette.getByRole("option", { name: /^(Run|Pause|Resume|Enable|Disable) / })).toHaveCount(0);
});

test("on a phone the menu is a drawer that closes when a page is chosen", async ({ as }) => {
  const page = await as("viewer", { viewport: { width: 360, height: 740 } });
  await page.goto(OVERVIEW);
  const runs = page.getByRole("link", { name: "Runs", exact: true });
  await expect(runs).toBeHidden();
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(runs).toBeVisible();
  await runs.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Runs");
  await expect(runs).toBeHidden();
});

test("the drawer and its buttons work before JavaScript", async ({ as }) => {
  const page = await as("viewer", { viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
  await page.goto(OVERVIEW);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("button", { name: "Job's zone" }).click();
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(page.getByRole("button", { name: "Job's zone" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs");
});

test("two browsers in different zones are told the same instants, and each can see them in its own", async ({ as }) => {
  const [seoul, york] = [
    await as("viewer", { timezoneId: "Asia/Seoul" }),
    await as("viewer", { timezoneId: "America/New_York" }),
  ];
  const instants = (page: typeof seoul) =>
    page
      .getByRole("region", { name: "Next runs" })
      .locator("time")
      .evaluateAll((times) => times.map((time) => time.getAttribute("datetime")));
  await Promise.all([seoul.goto(OVERVIEW), york.goto(OVERVIEW)]);
  const first = await instants(seoul);
  expect(first.length).toBeGreaterThan(0);
  expect(await instants(york)).toEqual(first);

  await seoul.getByRole("button", { name: "Mine" }).click();
  await expect(seoul.getByRole("button", { name: "Mine" })).toHaveAttribute("aria-pressed", "true");
  const time = seoul.getByRole("region", { name: "Next runs" }).locator("time").nth(1);
  await expect(time).toContainText("Asia/Seoul");
  const at = new Date((await time.getAttribute("datetime")) ?? "");
  await expect(time).toContainText(new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(11, 19));
  expect(await instants(seoul)).toEqual(await instants(york));
  await seoul.reload();
  await expect(seoul.getByRole("region", { name: "Next runs" }).locator("time").nth(1)).toContainText("Asia/Seoul");
});
