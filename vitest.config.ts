import { join } from "node:path";
import { defineConfig } from "vitest/config";

// For the processes that tests start, hundreds of times the same program.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/node");

/** Their tests start, freeze and kill processes. */
const FAULTS = "tests/faults{,-short}/**/*.test.ts";
const project = (name: string, test: { include: string[]; exclude?: string[]; isolate: boolean }) => ({
  extends: true as const,
  test: { name, ...test },
});

/** `vitest run --mode faults` takes all tests that kill and freeze processes; every other run leaves out the slow ones. */
export default defineConfig(({ mode }) => ({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects:
      mode === "faults"
        ? [project("faults", { include: [FAULTS], isolate: true })]
        : [
            // What one file has loaded, the next one finds: loading takes longer than most of the tests.
            project("together", {
              include: ["tests/**/*.test.{ts,tsx}"],
              exclude: ["tests/e2e/**", FAULTS],
              isolate: false,
            }),
            project("faults", { include: ["tests/faults-short/**/*.test.ts"], isolate: true }),
          ],
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
