import { defineConfig } from "vitest/config";

/** `vitest run --mode faults` takes the slow tests that kill and freeze processes; every other run takes the rest. */
export default defineConfig(({ mode }) => ({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    include: mode === "faults" ? ["tests/faults/**/*.test.ts"] : ["tests/**/*.test.{ts,tsx}"],
    exclude: mode === "faults" ? [] : ["tests/e2e/**", "tests/faults/**"],
    environment: "node",
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
}));
