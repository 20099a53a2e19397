import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./environment.ts";
import { freePort } from "./free-port.ts";
import { ensureBuild, ensurePrismaClient } from "./make-once.ts";
import { runMain } from "./run-main.ts";
import { runStep } from "./run-step.ts";
import { PLAYWRIGHT, VITEST } from "./tools.ts";

/** The steps of `npm test` after the install; the last line counts the tests over all of them. */

const RESULTS = join(ROOT, "test-results");
const UNIT_REPORT = join(RESULTS, "vitest.json");
const E2E_REPORT = join(RESULTS, "playwright.json");

interface Count {
  passed: number;
  failed: number;
}

async function runUnitTests(): Promise<Count> {
  await attempt("vitest", [VITEST, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${UNIT_REPORT}`]);
  const report = JSON.parse(readFileSync(UNIT_REPORT, "utf8"));
  // A file that does not load has no tests of its own, but must not pass for one that holds none.
  const unloaded = report.testResults.filter((file: { status: string; assertionResults: unknown[] }) => {
    return file.status === "failed" && file.assertionResults.length === 0;
  });
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

async function runEndToEndTests(): Promise<Count> {
  Object.assign(process.env, { PLAYWRIGHT_JSON_OUTPUT_FILE: E2E_REPORT, E2E_PORT: String(await freePort()) });
  await attempt("playwright", [PLAYWRIGHT, "test", "--reporter=list,json"]);
  const { stats } = JSON.parse(readFileSync(E2E_REPORT, "utf8"));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
}

/** Runs a test program; what failed stands in its report. A program that could not run leaves none, and that throws. */
async function attempt(name: string, args: readonly string[]): Promise<void> {
  try {
    await runStep(name, args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

runMain(async () => {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS);
  await ensurePrismaClient();
  await ensureBuild(); // some tests start the built server
  const unit = await runUnitTests();
  const endToEnd = await runEndToEndTests();
  const failed = unit.failed + endToEnd.failed;
  console.log(`${unit.passed + endToEnd.passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
});
