import { expect, startClean, test } from "./support/people.ts";

startClean();

const FORM = "/dashboard/admin/cron-jobs/update-rankings/run";

test("the equal commands follow the form, debug and force included", async ({ as }) => {
  const page = await as("operator");
  await page.goto(FORM);
  await page.getByLabel("batchSize").fill("123");
  await page.getByLabel("Keep debug lines").check();
  await expect(page.getByLabel("The same at the command line")).toContainText(
    `npm run cron -- run update-rankings --params '{"batchSize":123,"concurrency":2}' --debug`,
  );
  await expect(page.getByLabel("The same with curl")).toContainText('"batchSize":123,"concurrency":2,"debug":true');
});

test("before JavaScript the commands come with a preview, which starts nothing", async ({ as, rows }) => {
  const before = await rows.db.cronJobLog.count({ where: { jobName: "update-rankings" } });
  const page = await as("operator", { javaScriptEnabled: false });
  await page.goto(FORM);
  await page.getByLabel("batchSize").fill("77");
  await page.getByLabel("Keep debug lines").check();
  await page.getByRole("button", { name: "Preview the commands" }).click();
  await expect(page.getByLabel("The same at the command line")).toContainText('"batchSize":77');
  await expect(page.getByLabel("batchSize")).toHaveValue("77");
  await expect(page.getByLabel("Keep debug lines")).toBeChecked();
  expect(await rows.db.cronJobLog.count({ where: { jobName: "update-rankings" } })).toBe(before);
});

test("run again with changes begins with the earlier run's parameters", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([
    {
      job: "update-rankings",
      status: "completed",
      startedAt: new Date(Date.now() - 60_000).toISOString(),
      more: { params: { batchSize: 4321, concurrency: 1, debug: true } },
    },
  ]);
  const page = await as("operator");
  await page.goto(`/admin/cron-logs/${id}`);
  await page.getByRole("link", { name: "Run with changes" }).click();
  await expect(page.getByLabel("batchSize")).toHaveValue("4321");
  await expect(page.getByLabel("Keep debug lines")).toBeChecked();
  await page.getByLabel("batchSize").fill("5000");
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page).toHaveURL(/\/admin\/cron-logs\/[0-9a-f-]{36}$/);
  const run = await rows.db.cronJobLog.findFirst({
    where: { jobName: "update-rankings", trigger: "dashboard" },
    orderBy: { createdAt: "desc" },
  });
  expect(run?.params).toEqual({ batchSize: 5000, concurrency: 1, debug: true });
});
