import { globSync } from "node:fs";
import { MASK } from "../../lib/cron/words/redact.ts";
import { E2E } from "../support/e2e-settings.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

test("a viewer sees everything and has no control", async ({ as, rows }) => {
  const [id = ""] = await rows.insert([{ job: "health-check", status: "failed", startedAt: new Date().toISOString() }]);
  const page = await as("viewer");
  for (const path of [
    "/dashboard/admin/cron-jobs",
    "/dashboard/admin/cron-jobs/health-check",
    ...["runs", "schedule", "state", "configuration"].map((tab) => `/dashboard/admin/cron-jobs/health-check/${tab}`),
    "/dashboard/admin/cron-jobs/convert-images/state?change=edit",
    "/admin/cron-logs?job_name=health-check",
    `/admin/cron-logs/${id}`,
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("switch")).toHaveCount(0);
    await expect(page.getByRole("main").getByText(/Run now|Run again|Run with changes|Cancel$|^Disable$/)).toHaveCount(
      0,
    );
  }
  await page.goto("/dashboard/admin/cron-jobs/health-check/run");
  await expect(page).toHaveURL("/dashboard/admin/cron-jobs/health-check");
});

test("a viewer who sends an operator's form by hand is refused and nothing happens", async ({ as, rows }) => {
  const operator = await as("operator", { javaScriptEnabled: false });
  await operator.goto("/dashboard/admin/cron-jobs");
  const form = operator.locator("form", { has: operator.getByRole("switch", { name: "health-check enabled" }) });
  const fields = await form
    .locator("input")
    .evaluateAll((inputs) =>
      inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
    );
  const viewer = await as("viewer");
  const answer = await viewer.request.post("/dashboard/admin/cron-jobs", {
    multipart: Object.fromEntries(fields),
    headers: { origin: E2E.baseUrl },
  });
  expect(await answer.text()).toContain("it needs the permission cron:toggle");
  expect(await rows.db.cronJobConfig.findUnique({ where: { jobName: "health-check" } })).toBeNull();

  const route = await viewer.request.post("/api/admin/cron-jobs/health-check/toggle", {
    data: { enabled: false },
    headers: { origin: E2E.baseUrl },
  });
  expect(route.status()).toBe(403);
});

test("no page holds the secret of a run's parameters, not even of a job that left the code, or the cron secret", async ({
  as,
  rows,
}) => {
  const params = { token: "a-planted-parameter-0815" };
  const startedAt = new Date().toISOString();
  const [id] = await rows.insert([{ job: "left-the-code", status: "completed", startedAt, more: { params } }]);
  const page = await as("admin");
  const pages = globSync("app/{admin,dashboard,docs}/**/page.tsx")
    .map((file) => `/${file.slice("app/".length, -"/page.tsx".length)}`)
    .map((path) => path.replace("[job]", "health-check").replace("cron-logs/[id]", `cron-logs/${id}`))
    .filter((path) => !path.includes("["));
  expect(pages.length).toBeGreaterThan(20);
  for (const path of pages) {
    const text = await (await page.request.get(path)).text();
    for (const secret of [params.token, E2E.cronSecret, E2E.password]) expect(text.includes(secret), path).toBe(false);
  }
  expect(await (await page.request.get(`/admin/cron-logs/${id}`)).text()).toContain(MASK);
});
