/**
 * Adds jobs to a copy of the project with `cron new`, and says whether all of it is in order. Then takes each pack of
 * jobs out of the copy (its folder, its tests, the files it names as its own, and its line in lib/jobs/index.ts) and
 * says whether what is left compiles and passes its tests: nothing else may know a pack by name.
 * `npm run check:packs [-- NAME …]`; with names, only those packs are taken out.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packs } from "../lib/jobs/index.ts";
import type { Pack } from "../lib/jobs/pack.ts";
import { ROOT } from "./support/environment.ts";
import { copyProject, type ProjectCopy } from "./support/project-copy.ts";
import { runMain } from "./support/run-main.ts";
import { BIOME, KNIP, runStep, TSC, VITEST } from "./support/run-step.ts";

const LIST = "lib/jobs/index.ts";
/** Tests that see the whole of the application, and take a second each. */
const TESTS = [
  "tests/architecture.test.ts",
  "tests/architecture-rooms.test.ts",
  "tests/env.test.ts",
  "tests/api/openapi.test.ts",
  "tests/http/errors/known-errors.test.ts",
  "tests/auth/permissions.test.ts",
  "tests/i18n",
  "tests/jobs/index.test.ts",
  "tests/platform",
];

/** The list without the pack: its import and its place. @throws when the list does not hold it in that way */
function withoutPack(list: string, name: string): string {
  const rest = list.replace(`import { ${name}Pack } from "./${name}/pack.ts";\n`, "").replace(inList(name), "");
  if (rest.includes(`${name}Pack`))
    throw new Error(`${LIST} names ${name}Pack elsewhere than in its import and its list`);
  return rest;
}

/** With the comma after it, or before it where it is the last. */
const inList = (name: string) => new RegExp(`\\b${name}Pack,\\s+|,\\s+${name}Pack\\b|(?<=\\[)${name}Pack(?=\\])`);

/** One of each kind: into a pack of their own that the first one makes, by an expression and by an interval. */
const NEW_JOBS = [
  ["new-plain", "--schedule", "30 9 * * MON-FRI", "--zone", "Asia/Seoul"],
  ["new-fan-out", "--task", "--schedule", "every 10 minutes"],
  // A word of the language, and a pack that it makes
  ["delete", "--pack", "trial"],
];

async function checkNew(copy: ProjectCopy): Promise<void> {
  const { folder } = copy;
  const run = (name: string, ...args: string[]) => runStep(name, args, { folder, variables: { NO_COLOR: "1" } });
  for (const words of NEW_JOBS) await run("cron new", "scripts/cron/main.ts", "new", ...words);
  await run("format and lint of new jobs", BIOME, "ci", "lib/jobs", "tests/jobs");
  await run("types with new jobs", TSC, "--noEmit");
  await run("the platform's crons with new jobs", "scripts/cron/main.ts", "sync", "--check");
  await run("what is generated with new jobs", "scripts/docs.ts", "--check");
  await run("dead code with new jobs", KNIP);
  await run("tests of new jobs", VITEST, "run", "--reporter=dot", "tests/jobs/app", "tests/jobs/trial", ...TESTS);
  rmSync(join(folder, "lib/jobs"), { recursive: true });
  rmSync(join(folder, "tests/jobs"), { recursive: true });
  copy.restore(copy.files);
}

async function checkWithout({ name, files }: Pack, copy: ProjectCopy): Promise<void> {
  const { folder } = copy;
  const own = [`lib/jobs/${name}/`, `tests/jobs/${name}/`, ...files];
  for (const path of own) rmSync(join(folder, path), { recursive: true });
  const list = readFileSync(join(ROOT, LIST), "utf8");
  writeFileSync(join(folder, LIST), withoutPack(list, name));
  await runStep(`tsc without the pack ${name}`, [TSC, "--noEmit"], { folder });
  const vitest = [VITEST, "run", "--no-isolate", "--reporter=dot", ...TESTS];
  await runStep(`a test without the pack ${name}`, vitest, { folder, variables: { NO_COLOR: "1" } });
  const isOwn = (file: string) => own.some((path) => file === path || (path.endsWith("/") && file.startsWith(path)));
  copy.restore(copy.files.filter(isOwn));
}

runMain(async () => {
  const names = process.argv.slice(2);
  const chosen: Pack[] = packs.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.length === 0) throw new Error(`expected names of packs: ${packs.map(({ name }) => name).join(", ")}`);
  const copy = copyProject();
  try {
    if (names.length === 0) await checkNew(copy);
    for (const pack of chosen) {
      console.log(`Without the pack ${pack.name}`);
      await checkWithout(pack, copy);
    }
    copy.keepBuildInfo();
  } finally {
    copy.remove();
  }
});
