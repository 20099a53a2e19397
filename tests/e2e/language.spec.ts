import type { Page } from "@playwright/test";
import { E2E } from "../support/e2e-settings.ts";
import { lookAt, overflowOf, violationsOf } from "./support/axe.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const JOBS = "/dashboard/admin/cron-jobs";
const START = new Date(Date.now() - 3_600_000);

test("a person switches to Korean, every page is Korean, and a reload keeps it", async ({ as }) => {
  const page = await as("operator");
  await page.goto(JOBS);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "한국어" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("작업");
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(page.getByRole("button", { name: "한국어" })).toHaveAttribute("aria-pressed", "true");

  await page.reload();
  const row = page.getByRole("row", { name: /^health-check/ });
  await expect(row).toContainText("5분마다");
  await expect(row.getByRole("link", { name: "health-check 지금 실행" })).toBeVisible();
  await expect(page.getByRole("button", { name: "실시간" })).toBeVisible();
  await expect(page).toHaveTitle("작업 · Belfry");

  await page.getByRole("link", { name: "실행", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("실행");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Runs");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a run's page tells in Korean what became of it, with the same exact instants", async ({ as, rows }) => {
  const attempt = { startedAt: START.toISOString(), outcome: "failed", error: "401 from Meta", worker: "here:1" };
  const [id = ""] = await rows.insert([
    {
      job: "told-in-korean",
      status: "failed",
      startedAt: START.toISOString(),
      durationMs: 252_000,
      error: "401 from Meta",
      more: {
        attempts: 3,
        maxAttempts: 3,
        attemptStartedAt: START,
        attemptLog: [1, 2, 3].map((number) => ({
          ...attempt,
          attempt: number,
          endedAt: new Date(START.getTime() + number * 84_000).toISOString(),
        })),
      },
    },
  ]);
  const page = await inKorean(await as("operator"));
  await page.goto(`/admin/cron-logs/${id}`);
  await expect(page.getByText("3번 중 3번째 시도, 4분 12초 만에 실패: 401 from Meta")).toBeVisible();
  await expect(page.getByText("1번째 시도 실패, 2번째 시도 실패, 3번째 시도 실패")).toBeVisible();
  const started = page.locator("time", { hasText: START.toISOString().slice(11, 19) }).first();
  await expect(started).toHaveAttribute("datetime", START.toISOString());
  await expect(started).toHaveAttribute("title", "1시간 전");
});

test("a refusal is told in the language of the screen", async ({ as, rows }) => {
  await rows.db.cronJobConfig.upsert({
    where: { jobName: "update-rankings" },
    create: { jobName: "update-rankings", enabled: false },
    update: { enabled: false },
  });
  const page = await inKorean(await as("operator"));
  await page.goto(`${JOBS}/update-rankings/run`);
  await page.getByRole("button", { name: "지금 실행" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("시작하지 않음: 사용 안 함");
  await rows.db.cronJobConfig.deleteMany({ where: { jobName: "update-rankings" } });
});

test("whoever has chosen nothing is met in the language of the browser", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: E2E.baseUrl, locale: "ko-KR" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Belfry에 로그인");
  await page.getByLabel("이메일").fill("nobody@example.com");
  await page.getByLabel("비밀번호").fill("not the password");
  await page.getByRole("button", { name: "로그인" }).click();
  await expect(page.getByRole("alert").first()).toHaveText("이메일 또는 비밀번호가 올바르지 않습니다.");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to Belfry");
  await context.close();
});

test("the language is chosen and kept before JavaScript", async ({ as }) => {
  const page = await as("viewer", { javaScriptEnabled: false });
  await page.goto(`${JOBS}/health-check`);
  await page.getByRole("button", { name: "한국어" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(page).toHaveURL(`${JOBS}/health-check`);
  await page.goto(`${JOBS}?q=nothing-has-this-name`);
  await expect(page.getByText("조건에 맞는 작업이 없습니다.")).toBeVisible();
});

test("axe finds nothing on the Korean screens and nothing is cut off, wide and narrow", async ({ as, rows }) => {
  test.slow();
  const [failed = ""] = await rows.insert([
    { job: "health-check", status: "failed", startedAt: START.toISOString(), error: "no" },
  ]);
  const page = await inKorean(await as("admin"));
  const runs = ["/admin/cron-logs", `/admin/cron-logs/${failed}`];
  const problems: string[] = [];
  for (const path of [JOBS, `${JOBS}/health-check`, `${JOBS}/convert-images/run`, ...runs]) {
    problems.push(...(await problemsOf(page, path)));
  }
  expect(problems).toEqual([]);
});

async function inKorean(page: Page): Promise<Page> {
  await page.context().addCookies([{ name: "locale", value: "ko", url: E2E.baseUrl }]);
  return page;
}

async function problemsOf(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const found: string[] = [];
  for (const width of [1280, 360]) {
    await lookAt(page, { width, colorScheme: "light" });
    const overflow = await overflowOf(page);
    if (overflow > 0) found.push(`${overflow} px wider than the window of ${width} px`);
    found.push(...(await violationsOf(page)));
  }
  return found.map((problem) => `${path}: ${problem}`);
}
