import { defineConfig } from "@playwright/test";
import { CHROMIUM, E2E } from "./tests/support/e2e-settings.ts";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/e2e",
  // One application and one database for all: the tests tell their rows apart, and two cores are soon busy.
  workers: 1,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 40_000 },
  use: {
    baseURL: E2E.baseUrl,
    launchOptions: {
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
    },
  },
  webServer: {
    command: `"${process.execPath}" tests/support/e2e-server.ts`,
    url: `${E2E.baseUrl}/api/health`,
    timeout: 60_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
