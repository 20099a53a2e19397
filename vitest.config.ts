import { join } from "node:path";
import { defineConfig } from "vitest/config";

// For the processes that tests start, hundreds of times the same program.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/node");

/** `vitest run --mode faults` takes all tests that kill and freeze processes; every other run leaves out the slow ones. */
export default defineConfig(({ mode }) => ({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    include: mode === "faults" ? ["tests/faults{,-short}/**/*.test.ts"] : ["tests/**/*.test.{ts,tsx}"],
    exclude: mode === "faults" ? [] : ["tests/e2e/**", "tests/faults/**"],
    environment: "node",
    // Most of them wait for processes, servers and clocks: one at a time would leave the machine idle.
    maxWorkers: 2,
    globalSetup: ["tests/support/global-setup.ts"],
    // Room for a busy machine: tests wait for events, so that a quiet one never comes near.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 15_000 } },
  },
}));
