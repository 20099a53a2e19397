import { expect, startClean, test } from "./support/people.ts";

startClean();

const ITEMS = ["failed", "started", "retrying", "queued", "queued", "completed"] as const;

test("a run shows its tasks, failed ones first, and cancels those that are open after it has ended", async ({
  as,
  rows,
}) => {
  const [runId = ""] = await rows.insert([
    { job: "fans-out", status: "completed", startedAt: new Date().toISOString() },
  ]);
  const soon = new Date(Date.now() + 300_000);
  await rows.db.cronRunTask.createMany({
    data: ITEMS.map((status, n) => ({
      id: crypto.randomUUID(),
      runId,
      jobName: "fans-out",
      task: "convert-one",
      itemId: `uploads/a-folder-with-a-long-name/picture-${n}.jpg`,
      key: "fans-out/convert-one:",
      item: {},
      status,
      maxAttempts: 3,
      ...(status === "started" ? { lane: 1, leaseExpiresAt: soon } : {}),
      ...(status === "queued" || status === "retrying" ? { nextAttemptAt: soon } : {}),
      ...(status === "failed" || status === "completed" ? { completedAt: new Date() } : {}),
      ...(status === "failed" ? { error: { message: "The picture has 256 megapixels" } } : {}),
    })),
  });

  const page = await as("operator");
  await page.goto(`/admin/cron-logs/${runId}`);
  const card = page.locator("section", { has: page.getByRole("heading", { name: "Tasks" }) });
  await expect(card).toContainText("6 in all");
  await expect(card.getByRole("listitem").filter({ hasText: "Queued" })).toContainText("2");
  const shown = card.getByRole("row");
  await expect(shown).toHaveCount(6); // the head, and all but the completed one
  await expect(shown.nth(1)).toContainText("picture-0.jpg");
  await expect(shown.nth(1)).toContainText("The picture has 256 megapixels");

  await page.setViewportSize({ width: 375, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);

  await page.getByRole("button", { name: "Cancel tasks" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel tasks" }).click();
  await expect(card.getByRole("listitem").filter({ hasText: "Cancelled" })).toContainText("3");
  const started = await rows.db.cronRunTask.findFirst({ where: { runId, status: "started" } });
  expect(started?.abortReason).toBe("cancel");
  await rows.db.cronJobLog.delete({ where: { id: runId } });
  expect(await rows.db.cronRunTask.count({ where: { runId } })).toBe(0);
});
