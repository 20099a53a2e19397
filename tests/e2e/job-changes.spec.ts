import { addressOf, expect, startClean, test } from "./support/people.ts";

startClean();

const RANKINGS = "/dashboard/admin/cron-jobs/update-rankings";
const ranking = { runId: "0197a000-0000-7000-8000-000000000001", remaining: [], changed: 0 };

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
