import { startSentryServer } from "../support/sentry-server.ts";
import { startServer } from "../support/server-process.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const throwInPage = () => void setTimeout(() => Promise.reject(new Error("the page broke")));

test("what a page's script throws reaches Sentry, with the page's path and nothing more of it", async ({ page }) => {
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
