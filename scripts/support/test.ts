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
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${UNIT_REPORT}`];
  const isGreen = await attempt("vitest", [VITEST, "run", ...reporters]);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(UNIT_REPORT, "utf8"));
  return counted({ passed: numPassedTests, failed: numFailedTests }, isGreen);
}

async function runEndToEndTests(): Promise<Count> {
  const ports = await Promise.all([freePort(), freePort()]); // each of the two workers has an application of its own
  const variables = { PLAYWRIGHT_JSON_OUTPUT_FILE: E2E_REPORT, E2E_PORTS: ports.join(",") };
  const isGreen = await attempt("playwright", [PLAYWRIGHT, "test", "--reporter=list,json"], variables);
  const { stats } = JSON.parse(readFileSync(E2E_REPORT, "utf8"));
  return counted({ passed: stats.expected + stats.flaky, failed: stats.unexpected }, isGreen);
}

/** Runs a test program. @returns whether it was content; what it found stands in its report */
async function attempt(
  name: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<boolean> {
  try {
    await runStep(name, args, { variables });
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
