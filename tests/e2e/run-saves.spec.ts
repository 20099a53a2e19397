import { expect, startClean, test } from "./support/people.ts";
import type { TestRows } from "./support/rows.ts";

startClean();

const NOW = new Date();
const times = { firstSavedAt: NOW, lastSavedAt: NOW };
const JOB = "saves-state";

type Save = Omit<Parameters<TestRows["db"]["cronRunSave"]["create"]>[0]["data"], "runId" | keyof typeof times>;

async function runThatSaved(rows: TestRows, save: Save): Promise<string> {
  const [runId = ""] = await rows.insert([{ job: JOB, status: "completed", startedAt: NOW.toISOString() }]);
  await rows.db.cronRunSave.create({ data: { runId, ...save, ...times } });
  return `/admin/cron-logs/${runId}`;
}

test.afterAll(async ({ rows }) => {
  await rows.db.cronJobLog.deleteMany({ where: { jobName: JOB } });
});

test("a run's page says in words what the run added, removed and changed, and that it was saved anew since", async ({
  as,
  rows,
}) => {
  const before = { cursor: "2026-11-20", old: [1], inner: { kept: true } };
  const after = { cursor: "2026-11-21", inner: { kept: true, made: null } };
  const path = await runThatSaved(rows, {
    ...{ stateKey: "seoul", before, beforeVersion: 3, after, afterVersion: 6, saves: 2 },
  });
  const page = await as("viewer");
  await page.goto(path);
  const changes = page.getByRole("list", { name: "What changed" }).getByRole("listitem");
  await expect(changes).toHaveText([
    "RemovedoldBefore: [1]After: nothing",
    'ChangedcursorBefore: "2026-11-20"After: "2026-11-21"',
    "Addedinner.madeBefore: nothingAfter: null",
  ]);
  await expect(page.getByText("Somebody else wrote once between its first and its last save")).toBeVisible();
  await page.getByText("Both sides in full").click();
  await expect(page.getByRole("region", { name: "Before, Key seoul" })).toContainText('"old"');
  await page.getByRole("link", { name: "saved anew since" }).click();
  await expect(page).toHaveURL(new RegExp(`/cron-jobs/${JOB}/state`));
});

test("a first save has nothing before, and what was cut says so", async ({ as, rows }) => {
  const first = await runThatSaved(rows, { stateKey: "", beforeVersion: 0, after: { cursor: 1 }, afterVersion: 1 });
  const large = await runThatSaved(rows, {
    ...{ stateKey: "", before: { cursor: 1 }, beforeVersion: 1 },
    ...{ after: `{"seen": [${"12345, ".repeat(500)}`, afterVersion: 2, afterCutFrom: 199_001 },
  });
  const page = await as("viewer");
  await page.goto(first);
  await expect(page.getByText("There was nothing before")).toBeVisible();
  await expect(page.getByRole("region", { name: "After" })).toContainText('"cursor": 1');
  await page.goto(large);
  await expect(page.getByRole("region", { name: "After" })).toContainText('{"seen": [12345');
  await expect(page.getByText("Cut: this is the beginning of 200 kB.")).toBeVisible();
  await expect(page.getByRole("list", { name: "What changed" })).toHaveCount(0);
});
