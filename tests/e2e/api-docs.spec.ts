import type { Page } from "@playwright/test";
import { OPERATIONS } from "../../lib/http/openapi/operations.ts";
import { pathOf } from "../../lib/http/openapi/parameters.ts";
import { E2E } from "../support/e2e-settings.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const PAGE = "/docs/api";

/** What a page asks others for, and what the browser complains of, the content security policy's refusals among it. */
function watch(page: Page) {
  const seen = { elsewhere: [] as string[], problems: [] as string[] };
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== E2E.baseUrl) seen.elsewhere.push(request.url());
  });
  page.on("console", (message) => message.type() === "error" && seen.problems.push(message.text()));
  page.on("pageerror", (error) => seen.problems.push(error.message));
  return seen;
}

async function makeKey(page: Page, permissions: string[]): Promise<string> {
  const answer = await page.request.post("/api/admin/api-keys", {
    data: { name: `docs ${crypto.randomUUID().slice(0, 8)}`, permissions, expiresAt: null },
    headers: { origin: E2E.baseUrl },
  });
  const { key } = (await answer.json()) as { key: string };
  return key;
}

const send = (page: Page) => page.getByRole("button", { name: "Send", exact: true }).click();
const answerOf = (page: Page) => page.getByRole("region", { name: "Answer", exact: true });

test("the page lists every operation with its permission, and nothing comes from elsewhere", async ({ as }) => {
  const page = await as("viewer");
  const seen = watch(page);
  await page.goto(PAGE);
  for (const { id, route, summary, access } of OPERATIONS) {
    const operation = OPERATIONS.find((one) => one.id === id);
    const line = page.locator(`main li:has(a[href="${PAGE}/${id}"])`);
    await expect(line).toContainText(route.slice(0, route.indexOf(" ")));
    await expect(line).toContainText(operation ? pathOf(operation) : "");
    await expect(line).toContainText(summary);
    if (access.kind === "permission") await expect(line).toContainText(access.permission);
  }
  await page.getByRole("link", { name: "GET /api/admin/cron-logs" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("List or export runs");
  await expect(page.getByText("application/x-ndjson")).toBeVisible();
  expect(seen).toEqual({ elsewhere: [], problems: [] });
});

test("every operation has a page", async ({ as }) => {
  test.slow();
  const page = await as("viewer");
  for (const { id, summary } of OPERATIONS) {
    const answer = await page.request.get(`${PAGE}/${id}`);
    expect([id, answer.status(), (await answer.text()).includes(summary)]).toEqual([id, 200, true]);
  }
});

test("a stranger is led to sign in, and back", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: E2E.baseUrl });
  const page = await context.newPage();
  await page.goto(`${PAGE}?q=retention`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fdocs%2Fapi/);
  await page.goto(`${PAGE}/listRuns`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fdocs%2Fapi%2FlistRuns/);
  await context.close();
});

test("a request with a key typed in is sent as that key, which stays in memory only", async ({ as }) => {
  const page = await as("admin");
  const seen = watch(page);
  const key = await makeKey(page, ["analytics:view_all"]);
  await page.goto(`${PAGE}/getStatsOfJob`);
  await page.getByLabel("API key or cron secret").fill(key);
  await page.getByLabel("job", { exact: true }).fill("health_check");
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/admin/job-stats/health_check"));
  await send(page);
  const headers = await (await sent).allHeaders();
  expect([headers.authorization, headers.cookie]).toEqual([`Bearer ${key}`, undefined]);
  await expect(answerOf(page)).toContainText("200");
  await expect(answerOf(page)).toContainText("content-type: application/json");
  await expect(answerOf(page)).toContainText('"health-check"');
  expect(seen).toEqual({ elsewhere: [], problems: [] });

  // On the next page it is still there; it may look and nothing more, although the admin beside it may
  await page.getByRole("link", { name: "API", exact: true }).click();
  await page.getByRole("link", { name: "GET /api/admin/retention" }).click();
  await expect(page.getByLabel("API key or cron secret")).toHaveValue(key);
  await send(page);
  await expect(answerOf(page)).toContainText("403");
  await expect(answerOf(page)).toContainText("needs the permission retention:manage");

  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(kept + page.url()).not.toContain(key);
  await page.reload();
  await expect(page.getByLabel("API key or cron secret")).toHaveValue("");
});

test("without a key a request is sent as whoever is signed in, with the body that was typed", async ({ as }) => {
  const page = await as("admin");
  await page.goto(`${PAGE}/convertImage`);
  await page.getByLabel("Body (JSON)").fill('{"source": "elsewhere"}');
  await send(page);
  await expect(answerOf(page)).toContainText("422");
  await expect(answerOf(page)).toContainText("invalid_source");
});

test("a stream of events is shown for a while and then left", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`${PAGE}/listenToRuns`);
  await send(page);
  await expect(answerOf(page)).toContainText("event: ready");
  await expect(page.getByText("The rest is not shown.")).toBeVisible();
});

test("it is searched by the address, before JavaScript too", async ({ as }) => {
  const page = await as("viewer", { javaScriptEnabled: false });
  await page.goto(PAGE);
  await page.getByLabel("Find an operation").fill("force-end");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(`${PAGE}?q=force-end`);
  await expect(page.getByText(`1 operation of ${OPERATIONS.length}`)).toBeVisible();
  await page.getByRole("link", { name: /force-end/ }).click();
  await expect(page.getByText("curl -X POST")).toBeVisible();
  await page.goto(`${PAGE}?q=nothing-has-this-name`);
  await expect(page.getByText("No operation matches")).toBeVisible();
});

test("the name of a type leads to its schema and unfolds it; an unknown operation leads back", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(`${PAGE}/listRuns`);
  await page.getByRole("link", { name: "Pagination" }).first().click();
  await expect(page.locator("#schema-Pagination").getByText("totalIsExact")).toBeVisible();
  await page.goto(`${PAGE}/nothing`);
  await expect(page.getByText("There is no such operation")).toBeVisible();
});

test("the document is a file that a program can read", async ({ as }) => {
  const page = await as("viewer");
  await page.goto(PAGE);
  const href = await page.getByRole("link", { name: "OpenAPI document" }).getAttribute("href");
  const document = await (await page.request.get(href ?? "")).json();
  expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: E2E.baseUrl }] });
});
