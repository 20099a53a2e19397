import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// For the processes that tests start, hundreds of times the same program.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/node");

/** Their tests start processes, some of them the built server: they wait more than they compute. */
const PROCESSES = "tests/{cli,faults-short,jobs,prisma,queue,scripts}/**/*.test.ts";

const PROJECTS = {
  unit: { include: ["tests/**/*.test.{ts,tsx}"], exclude: [PROCESSES, "tests/{e2e,faults}/**"], maxWorkers: 2 },
  processes: { include: [PROCESSES], maxWorkers: 3 },
  faults: { include: ["tests/faults{,-short}/**/*.test.ts"], maxWorkers: 2 },
};

/** They wait longest: one that begins last would be waited for alone. */
const LONGEST = [
  "api/exports",
  "api/schedules-at-work",
  "dashboard/live/live-feed",
  "scripts/embedded-postgres",
  "scripts/server",
  "jobs/images/kill-and-resume",
  "scripts/quickstart",
  "queue/jobs",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.includes(`/tests/${name}.`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** What a file has loaded, the next one finds: loading takes longer than most of the tests. */
const project = (name: keyof typeof PROJECTS, order: number) => ({
  extends: true as const,
  test: { name, isolate: false, sequence: { groupOrder: order }, ...PROJECTS[name] },
});

/** `vitest run --mode faults` takes all tests that kill and freeze processes; every other run leaves out the slow ones. */
export default defineConfig(({ mode }) => ({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    projects: mode === "faults" ? [project("faults", 0)] : [project("unit", 0), project("processes", 1)],
    environment: "node",
    sequence: { sequencer: LongestFirst },
    globalSetup: ["tests/support/global-setup.ts"],
    // Room for a busy machine: tests wait for events, so that a quiet one never comes near.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 15_000 } },
  },
}));
