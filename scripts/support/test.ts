import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./environment.ts";
import { freePort } from "./free-port.ts";
import { ensureBuild, ensurePrismaClient } from "./make-once.ts";
import { runMain } from "./run-main.ts";
import { beside, PLAYWRIGHT, runStep, type StepOptions, VITEST } from "./run-step.ts";

/** The steps of `npm test` after the install; the last line counts the tests over all of them. */

const RESULTS = join(ROOT, "test-results");
const E2E_REPORT = join(RESULTS, "playwright.json");

interface Count {
  passed: number;
  failed: number;
}

/** The tests of one of vitest's projects; vitest.config.ts says which they are. */
async function runUnitTests(project: "unit" | "processes"): Promise<Count> {
  const report = join(RESULTS, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const isGreen = await attempt(`vitest: ${project}`, [VITEST, "run", "--project", project, ...reporters], {
    inOnePiece: true,
  });
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
  return counted({ passed: numPassedTests, failed: numFailedTests }, isGreen);
}

async function runEndToEndTests(): Promise<Count> {
  const ports = await Promise.all([freePort(), freePort()]); // each of the two workers has an application of its own
  const variables = { PLAYWRIGHT_JSON_OUTPUT_FILE: E2E_REPORT, E2E_PORTS: ports.join(",") };
  const isGreen = await attempt("playwright", [PLAYWRIGHT, "test", "--reporter=list,json"], { variables });
  const { stats } = JSON.parse(readFileSync(E2E_REPORT, "utf8"));
  return counted({ passed: stats.expected + stats.flaky, failed: stats.unexpected }, isGreen);
}

/** Runs a test program. @returns whether it was content; what it found stands in its report */
async function attempt(name: string, args: readonly string[], options: StepOptions): Promise<boolean> {
  try {
    await runStep(name, args, options);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

/** A file that does not load, or a server that does not start, fails no test by name, but must not pass. */
function counted({ passed, failed }: Count, isGreen: boolean): Count {
  return { passed, failed: isGreen ? failed : Math.max(failed, 1) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/**
 * Two programs beside each other, for two processors: much of what runs waits for a server or a browser. The units have
 * only the build beside them: some of them look at what becomes of something within seconds.
 * @throws when the build fails
 */
async function runAllTests(): Promise<Count[]> {
  const unit = await beside(runUnitTests("unit"), ensureBuild({ inOnePiece: true }));
  const others = await Promise.all([runUnitTests("processes"), runEndToEndTests()]);
  return [unit, ...others];
}

runMain(async () => {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS);
  await ensurePrismaClient();
  const counts = await runAllTests();
  const [passed, failed] = [sum(counts.map((count) => count.passed)), sum(counts.map((count) => count.failed))];
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
});
