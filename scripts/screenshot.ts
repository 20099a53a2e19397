import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromium } from "@playwright/test";
import { readEnv } from "../lib/env.ts";
import { CHROMIUM } from "./support/browser-path.ts";
import { loadEnvironment, ROOT } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";

/**
 * `node scripts/screenshot.ts`: the README's picture of the job list, from the application that runs on PORT, with the
 * data it really has. Signs in with ADMIN_EMAIL and ADMIN_PASSWORD.
 */

const TARGET = join(ROOT, "docs/images/dashboard.png");
const VIEWPORT = { width: 1280, height: 720 };

runMain(async () => {
  loadEnvironment({ dev: false });
  const { port, admin } = readEnv();
  if (admin.password === null) throw new Error("ADMIN_PASSWORD is not set: set it to the first admin's password");
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({
      baseURL: `http://localhost:${port}`,
      viewport: VIEWPORT,
      colorScheme: "light",
    });
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(admin.email);
    await page.getByLabel("Password").fill(admin.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("/dashboard/admin");
    await page.goto("/dashboard/admin/cron-jobs");
    await page.getByRole("row").nth(1).waitFor();
    await page.evaluate(() => document.fonts.ready);
    mkdirSync(dirname(TARGET), { recursive: true });
    await page.screenshot({ path: TARGET, animations: "disabled" });
    console.log(`Wrote ${TARGET}`);
  } finally {
    await browser.close();
  }
});
