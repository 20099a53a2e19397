import { defineConfig } from "@playwright/test";
import { CHROMIUM, E2E, E2E_WORKER, E2E_WORKERS, e2eApplication } from "./tests/support/e2e-settings.ts";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/e2e",
  workers: E2E_WORKERS,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 40_000 },
  use: {
    baseURL: E2E.baseUrl,
    launchOptions: {
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-gpu"],
    },
  },
  webServer: Array.from({ length: E2E_WORKERS }, (_, worker) => ({
    command: `"${process.execPath}" tests/support/e2e-server.ts`,
    url: `${e2eApplication(worker).baseUrl}/api/health`,
    env: { [E2E_WORKER]: String(worker) },
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    stdout: "ignore",
    stderr: "pipe",
  })),
});
