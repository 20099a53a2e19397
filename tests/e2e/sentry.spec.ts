import { startSentryServer } from "../support/sentry-server.ts";
import { SERVER_SECRET, startServer } from "../support/server-process.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const throwInPage = () => void setTimeout(() => Promise.reject(new Error("the page broke")));

test("the built application tells Sentry of its runs, and of what a page's script throws only that and the page's path", async ({
  page,
}) => {
  const sentry = await startSentryServer();
  const server = await startServer({ SENTRY_DSN: sentry.dsn, VERCEL_GIT_COMMIT_SHA: "abc123" });
  try {
    await server.printed(/answers on/);
    await page.goto(`${server.url}/sign-in?next=/a-query-that-is-nobodys-business`);
    await expect
      .poll(async () => {
        await page.evaluate(throwInPage);
        return sentry.items("event").length;
      })
      .toBeGreaterThan(0);
    expect(sentry.items("event")[0]).toMatchObject({
      release: "abc123",
      request: { url: `${server.url}/sign-in` },
      exception: { values: [{ type: "Error", value: "the page broke" }] },
    });
    const authorization = `Bearer ${SERVER_SECRET}`;
    await fetch(`${server.url}/api/cron/clean-data`, { headers: { authorization } });
    await expect.poll(() => sentry.items("check_in").map(({ status }) => status)).toEqual(["in_progress", "ok"]);
    await expect.poll(() => sentry.items("transaction").map(({ spans }) => spans.length)).toEqual([1]);
    expect(sentry.received.join()).not.toMatch(/nobodys-business|"breadcrumbs":\{?\[?\{/);
  } finally {
    await server.dispose();
    await sentry.close();
  }
});

test("without a DSN no script of Sentry is loaded", async ({ page }) => {
  const scripts: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.text());
  });
  await page.goto("/sign-in");
  await page.waitForLoadState("networkidle");
  expect(scripts.length).toBeGreaterThan(0);
  expect((await Promise.all(scripts)).filter((script) => script.includes("sentry_key"))).toEqual([]);
});
