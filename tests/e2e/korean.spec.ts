import type { Page } from "@playwright/test";
import { E2E } from "../support/e2e-settings.ts";
import { englishOn } from "./support/english.ts";
import { seedAlerts } from "./support/incidents.ts";
import { expect, startClean, test } from "./support/people.ts";
import { placeSchedule, tick } from "./support/schedules.ts";
import { seedTrouble } from "./support/trouble.ts";

startClean();

const JOBS = "/dashboard/admin/cron-jobs";
const SCHEDULE = "/dashboard/admin/schedule";
/** What this test wrote, what a browser calls itself, and words of the API that the address of a list takes. */
const SEEDED = [
  ...["connect ECONNREFUSED", "waits for the new bucket", "a reason in words", "no such thing here"],
  ...[
    "no answer within 5000 ms",
    "the webhook was deleted; make a new one",
    "Old chat room",
    "Checks what the jobs depend on",
  ],
  ...["KHTML, like Gecko", "success, partial, failed, started"],
];

let failed = "";
let incident = "";
test.beforeAll(async ({ rows }) => {
  await seedTrouble(rows.db);
  const [id = ""] = await rows.insert([
    { job: "health-check", status: "failed", startedAt: new Date().toISOString(), error: "no such thing here" },
  ]);
  failed = id;
  incident = (await seedAlerts(rows.db, id)).incident.id;
  await rows.db.cronCall.create({
    data: { at: new Date(), method: "GET", path: "/api/cron/nobody", status: 401, address: "10.0.0.1", durationMs: 1 },
  });
  const pause = { pausedAt: new Date(), pauseReason: "a reason in words", pausedBy: "admin@example.com" };
  await placeSchedule(rows, "korean-paused", { timezone: "Asia/Seoul", ...pause });
});

const SCREENS: Record<string, () => string[]> = {
  "overview and jobs": () => [
    "/dashboard/admin",
    ...["", "?act=pause&job=health-check", "?act=run", "?q=nothing"].map((query) => JOBS + query),
    ...["health-check", "clean-data", "update-rankings", "convert-images/run", "nobody"].map((job) => `${JOBS}/${job}`),
    ...["runs", "schedule", "configuration", "audit"].map((tab) => `${JOBS}/update-rankings/${tab}`),
    ...["state", "state?change=edit"].map((tab) => `${JOBS}/convert-images/${tab}`),
  ],
  "runs and schedules": () => [
    ...["", "?limit=5&page=many&colour=red&status=nice&from=soon", `/${failed}`, "/nothing"].map(
      (rest) => `/admin/cron-logs${rest}`,
    ),
    ...["", "?view=list&range=7d", "?job=nobody", "/new", "/new?job=clean-data"].map((view) => SCHEDULE + view),
    ...["korean-paused", "korean-paused/edit", "job:update-rankings"].map((id) => `${SCHEDULE}/schedules/${id}`),
  ],
  alerts: () => [
    ...["", "/silences", "/rules?rule=slow", "/messages", `/${incident}`].map(
      (rest) => `/dashboard/admin/alerts${rest}`,
    ),
    ...["?new=webhook", "?new=email", "/chat"].map((rest) => `/dashboard/admin/alerts/channels${rest}`),
  ],
  "health and settings": () => [
    ...["", "/calls?status=many", "/help"].map((rest) => `/dashboard/admin/health${rest}`),
    ...["profile", "members", "api-keys", "retention", "pause", "audit-log?from=soon"].map(
      (section) => `/dashboard/admin/settings/${section}`,
    ),
  ],
};

for (const [area, paths] of Object.entries(SCREENS)) {
  test(`no screen says an English sentence to whoever reads Korean: ${area}`, async ({ as }) => {
    test.slow();
    const page = await inKorean(await as("admin"));
    await tick(page);
    const found: string[] = [];
    for (const path of paths()) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
      found.push(...(await englishOn(page, SEEDED)).map((text) => `${path}: ${text}`));
    }
    expect(found).toEqual([]);
  });
}

test("a parameter that the job refuses is named in Korean", async ({ as }) => {
  const page = await inKorean(await as("operator"));
  await page.goto(`${JOBS}/convert-images/run`);
  await page.getByLabel(/^quality/).fill("500");
  await page.getByRole("button", { name: "지금 실행" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "작업이 받을 수 없는 값입니다. quality: 100 이하여야 합니다",
  );
});

test("the editor says in Korean why it cannot preview or save", async ({ as }) => {
  const page = await inKorean(await as("admin"));
  await page.goto(`${SCHEDULE}/schedules/korean-paused/edit`);
  await page.getByLabel("식", { exact: true }).fill("0 0 30 2 *");
  const why = '식: "0 0 30 2 *"에 해당하는 때가 없어 한 번도 실행되지 않습니다';
  await expect(page.getByText(why).first()).toBeVisible();
  await page.getByRole("button", { name: "변경 내용 저장" }).click();
  await expect(page.getByText(`입력을 확인하세요. ${why}`)).toBeVisible();
  expect(await englishOn(page, SEEDED)).toEqual([]);
});

test("a pause that would be over already is refused in Korean", async ({ as }) => {
  const page = await inKorean(await as("admin"));
  await page.goto("/dashboard/admin/settings/pause");
  await page.getByLabel("이유").fill("-");
  await page.getByLabel("종료 시각(UTC)").fill("2020-01-01T00:00");
  await page.getByRole("main").getByRole("button", { name: "전체 일시 중지" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "입력을 확인하세요. 종료: 지금보다 뒤여야 하는데 2020-01-01T00:00:00.000Z입니다",
  );
});

async function inKorean(page: Page): Promise<Page> {
  await page.context().addCookies([{ name: "locale", value: "ko", url: E2E.baseUrl }]);
  return page;
}
