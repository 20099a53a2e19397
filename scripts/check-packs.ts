/**
 * Takes each pack of jobs out of a copy of the project (its folder, its tests, the files it names as its own, and its
 * line in lib/jobs/index.ts) and says whether what is left compiles and passes its tests: nothing else may know a pack
 * by name. `npm run check:packs [-- NAME …]`
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packs } from "../lib/jobs/index.ts";
import type { Pack } from "../lib/jobs/pack.ts";
import { ROOT } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { runStep } from "./support/run-step.ts";

const LIST = "lib/jobs/index.ts";
/** Not in the repository, and the same with or without a pack. */
const LINKED = ["node_modules", "prisma/generated"];

/** What the compiler learnt, for the next time: a copy lies as deep as the one before it, so that its paths hold. */
const BUILD_INFO = "tsconfig.tsbuildinfo";
const LEARNT = "node_modules/.cache/check-packs.tsbuildinfo";

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
const inList = (name: string) => new RegExp(`\\b${name}Pack, |, ${name}Pack\\b|(?<=\\[)${name}Pack(?=\\])`);

/** A copy of the project, from which packs are taken one after the other: what the compiler learnt once, it keeps. */
interface Copy {
  folder: string;
  files: readonly string[];
}

function copyProject(): Copy {
  const folder = mkdtempSync(join(tmpdir(), "belfry-without-pack-"));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: ROOT, encoding: "utf8" });
  const files = listed.split("\0").filter((file) => existsSync(join(ROOT, file)) && file !== "");
  copyFiles({ folder, files });
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name));
  if (existsSync(join(ROOT, LEARNT))) cpSync(join(ROOT, LEARNT), join(folder, BUILD_INFO));
  writeFileSync(join(folder, "next-env.d.ts"), '/// <reference types="next" />\n');
  return { folder, files };
}

function copyFiles({ folder, files }: Copy): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
}

async function checkWithout({ name, files }: Pack, copy: Copy): Promise<void> {
  const { folder } = copy;
  const own = [`lib/jobs/${name}/`, `tests/jobs/${name}/`, ...files];
  for (const path of own) rmSync(join(folder, path), { recursive: true });
  const list = readFileSync(join(ROOT, LIST), "utf8");
  writeFileSync(join(folder, LIST), withoutPack(list, name));
  await runStep(`tsc without the pack ${name}`, [join(ROOT, "node_modules/typescript/bin/tsc"), "--noEmit"], {
    folder,
  });
  const vitest = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--no-isolate", "--reporter=dot", ...TESTS];
  await runStep(`a test without the pack ${name}`, vitest, { folder, variables: { NO_COLOR: "1" } });
  const isOwn = (file: string) => own.some((path) => file === path || (path.endsWith("/") && file.startsWith(path)));
  copyFiles({ folder, files: copy.files.filter(isOwn) });
}

runMain(async () => {
  const names = process.argv.slice(2);
  const chosen: Pack[] = packs.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.length === 0) throw new Error(`expected names of packs: ${packs.map(({ name }) => name).join(", ")}`);
  const copy = copyProject();
  try {
    for (const pack of chosen) {
      console.log(`Without the pack ${pack.name}`);
      await checkWithout(pack, copy);
    }
    cpSync(join(copy.folder, BUILD_INFO), join(ROOT, LEARNT));
  } finally {
    rmSync(copy.folder, { recursive: true });
  }
});
