import { expect, test } from "./support/people.ts";

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

test("a run that was taken up shows attempt 1 abandoned and attempt 2 at work", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([
    {
      job: "taken-up",
      status: "started",
      startedAt: ago(60).toISOString(),
      more: {
        attempts: 2,
        attemptStartedAt: ago(30),
        leaseExpiresAt: ago(-600),
        heartbeatAt: ago(1),
        progress: { done: 40, total: 100, note: "from the last checkpoint" },
        attemptLog: [
          {
            attempt: 1,
            startedAt: ago(60).toISOString(),
            endedAt: ago(35).toISOString(),
            outcome: "abandoned",
            error: "The process stopped renewing its lease",
          },
        ],
      },
    },
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs/${id}`);
  await expect(page.getByText("Attempt 1 abandoned, attempt 2 running")).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Items done" })).toHaveAttribute("value", "40");
  await rows.db.cronJobLog.update({ where: { id }, data: { progress: { done: 80, total: 100 } } });
  await expect(page.getByRole("progressbar", { name: "Items done" })).toHaveAttribute("value", "80");
  await rows.db.cronJobLog.delete({ where: { id } });
});

test("cancelling a waiting run ends it at once", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([
    { job: "waiting", status: "queued", startedAt: ago(-3600).toISOString(), more: { attempts: 0 } },
  ]);
  const page = await as("operator");
  await page.goto(`/admin/cron-logs/${id}`);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText(/^Cancelled/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  expect((await rows.db.cronJobLog.findUnique({ where: { id } }))?.status).toBe("cancelled");
});

test("an open stack stays open while the page is read, and text of an error is text", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([
    {
      job: "failing",
      status: "failed",
      startedAt: ago(60).toISOString(),
      error: "<img src=x onerror=alert(1)>",
      more: {
        error: { name: "Error", message: "<img src=x onerror=alert(1)>", code: null, stack: "Error\n  at here" },
      },
    },
  ]);
  const page = await as("viewer");
  await page.goto(`/admin/cron-logs/${id}`);
  await expect(page.getByRole("main").locator("img")).toHaveCount(0);
  await page.getByText("Stack").click();
  await expect(page.getByText("at here")).toBeVisible();
  await page.getByRole("link", { name: "Runs with the same error" }).click();
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
});
