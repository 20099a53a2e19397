import { E2E } from "../support/e2e-settings.ts";
import { addressOf, expect, startClean, test } from "./support/people.ts";

startClean();

const SETTINGS = "/dashboard/admin/settings";

test("a key is made in the browser, shown once, used, and worth nothing once revoked", async ({ as, rows }) => {
  const page = await as("admin");
  await page.goto(`${SETTINGS}/api-keys`);
  await page.getByLabel("Name").fill("deploy watcher");
  await page.getByRole("checkbox", { name: /analytics:view_all/ }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  const key = (await page.getByText(/^bfy_[0-9a-f]{16}_[\w-]{43}$/).textContent()) ?? "";
  await expect(
    page.getByText(`curl -H 'Authorization: Bearer ${key}' ${E2E.baseUrl}/api/admin/cron-jobs`),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy API key" })).toBeVisible();
  expect(page.url()).not.toContain("bfy_");
  expect(JSON.stringify(await page.context().cookies())).not.toContain(key.slice(21));

  const use = () => fetch(`${E2E.baseUrl}/api/admin/cron-jobs`, { headers: { authorization: `Bearer ${key}` } });
  expect((await use()).status).toBe(200);
  await page.reload();
  await expect(page.getByText(key)).toHaveCount(0);
  const row = page.getByRole("row", { name: /deploy watcher/ });
  await expect(row).toContainText("Active");
  await expect(row.getByRole("cell").nth(3)).toContainText(/just now|ago/);

  await row.getByRole("button", { name: "Revoke deploy watcher" }).click();
  await expect(row).toContainText("Revoked");
  expect((await use()).status).toBe(401);
  const audit = await rows.db.cronAuditLog.findMany({ where: { target: "deploy watcher" }, orderBy: { id: "asc" } });
  expect(audit.map(({ action }) => action)).toEqual(["key.create", "key.revoke"]);
  expect(JSON.stringify(audit)).not.toContain(key.slice(21));
});

test("a key's name is used once; the form says why it was refused and keeps what was typed", async ({ as }) => {
  const page = await as("admin");
  await page.goto(`${SETTINGS}/api-keys`);
  for (const expected of [/The API key twice/, /There is, or was, a key of this name/]) {
    await page.getByLabel("Name").fill("twice");
    await page.getByRole("checkbox", { name: /cron:run/ }).check();
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText(expected)).toBeVisible();
  }
  await expect(page.getByLabel("Name")).toHaveValue("twice");
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(1);
  await expect(page.getByRole("checkbox", { name: /cron:run/ })).toBeChecked();
});

test("retention and a pause of everything are kept, and the audit log shows who, before and after", async ({
  as,
  rows,
}) => {
  const pass = { beganAt: new Date(), beganBy: "web:1", endedAt: new Date(), runs: 1200, logLines: 1 };
  await rows.db.cronRetentionPass.upsert({ where: { id: 1 }, create: pass, update: pass });
  const page = await as("admin");
  await page.goto(`${SETTINGS}/retention`);
  await expect(page.getByText(/^Last applied .*: 1,200 runs and 1 log line deleted/)).toBeVisible();
  await expect(page.getByText("More is past its time")).toBeVisible();
  await page.getByLabel("Calls, in days").fill("21");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.goto(`${SETTINGS}/pause`);
  await page.getByLabel("Reason").fill("moving house");
  await page.getByRole("main").getByRole("button", { name: "Pause everything" }).click();
  await expect(page.getByRole("main").getByText("Everything is paused").first()).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Resume everything" }).first().click();
  await expect(page.getByText("Nothing is paused")).toBeVisible();

  await page.goto(`${SETTINGS}/audit-log`);
  await page.getByLabel("Action").selectOption("retention.change");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/action=retention\.change/);
  const entry = page.getByRole("listitem").filter({ hasText: "retention.change" }).first();
  await expect(entry).toContainText(addressOf("admin"));
  await expect(entry).toContainText(/callDaysbefore: 30after: 21/);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  expect(file.suggestedFilename()).toBe("audit-log.csv");
});

test("the audit log pages by cursor, and an address that cannot be read says so", async ({ as, rows }) => {
  const target = "a-job-with-a-long-history";
  const entry = { actor: "cli:root", action: "job.toggle", target };
  await rows.db.cronAuditLog.createMany({
    data: Array.from({ length: 60 }, (_, n) => ({ ...entry, note: `no ${n}` })),
  });
  const page = await as("admin");
  await page.goto(`${SETTINGS}/audit-log?target=${target}&limit=50&colour=red`);
  await expect(page.getByText(/Left out of the filter:.*colour/)).toBeVisible();
  await expect(page.getByText(target, { exact: true })).toHaveCount(50);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page.getByText(target, { exact: true })).toHaveCount(10);
  await page.getByRole("link", { name: "Newest" }).click();
  await expect(page.getByText(target, { exact: true })).toHaveCount(50);
});

test("a viewer sees only the profile, is led there from elsewhere, and is refused by an action sent by hand", async ({
  as,
  rows,
}) => {
  const page = await as("viewer");
  await page.goto(`${SETTINGS}/profile`);
  await expect(page.getByRole("navigation", { name: "Settings" }).getByRole("link")).toHaveText(["Profile"]);
  for (const part of ["members", "api-keys", "retention", "pause", "audit-log"]) {
    await page.goto(`${SETTINGS}/${part}`);
    await expect(page).toHaveURL(`${SETTINGS}/profile`);
  }
  const admin = await as("admin", { javaScriptEnabled: false });
  await admin.goto(`${SETTINGS}/members`);
  const fields = await admin
    .locator("form", { has: admin.getByLabel("E-mail") })
    .locator("input[type=hidden]")
    .evaluateAll((inputs) =>
      inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
    );
  const answer = await page.request.post(`${SETTINGS}/members`, {
    multipart: { ...Object.fromEntries(fields), email: "eve@example.com", name: "", role: "admin" },
    headers: { origin: E2E.baseUrl },
    maxRedirects: 0,
  });
  expect(await answer.text()).not.toContain("The password of eve@example.com");
  expect(await rows.db.user.findUnique({ where: { email: "eve@example.com" } })).toBeNull();
});

test("before JavaScript a key is shown once and a refusal is told", async ({ as }) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(`${SETTINGS}/api-keys`);
  await page.getByLabel("Name").fill("without script");
  await page.getByRole("checkbox", { name: /cron:run/ }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText(/^bfy_/)).toBeVisible();
  expect(page.url()).not.toContain("bfy_");
  await page.goto(`${SETTINGS}/api-keys`);
  await expect(page.getByText(/^bfy_/)).toHaveCount(0);
  await page.getByLabel("Name").fill("without script");
  await page.getByRole("checkbox", { name: /cron:run/ }).check();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("There is, or was, a key of this name");
});
