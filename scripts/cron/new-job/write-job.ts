import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "../../support/environment.ts";
import { BIOME } from "../../support/run-step.ts";
import { filledTemplates, packVariableOf, variableOf, type WrittenFile } from "./fill-templates.ts";
import type { NewJob } from "./plan-job.ts";

const LIST_OF_PACKS = "lib/jobs/index.ts";

/** What there is to write: files that are new, and lists that get a line. Everything is formatted. */
export interface PlannedFiles {
  created: readonly WrittenFile[];
  edited: readonly WrittenFile[];
}

/** Works everything out, and touches nothing. @throws when a file exists, or a list is not written as expected */
export function plannedFiles(job: NewJob): PlannedFiles {
  const created = filledTemplates(job);
  const taken = created.find(({ path }) => existsSync(join(ROOT, path)));
  if (taken) throw new Error(`${taken.path} exists already: move it away, or choose another name`);
  const edited = job.isNewPack ? packListWith(job.pack) : jobListWith(job);
  return { created: created.map(formatted), edited: [formatted(edited)] };
}

function packListWith(pack: string): WrittenFile {
  const variable = packVariableOf(pack);
  const list = /(?<=export const packs = \[)[^\]]*(?=\])/;
  return withLine({ path: LIST_OF_PACKS, list, variable, from: `./${pack}/pack.ts` });
}

function jobListWith({ name, pack }: NewJob): WrittenFile {
  const list = /(?<=^ {2}jobs: \[)[^\]]*(?=\])/m;
  return withLine({ path: `lib/jobs/${pack}/pack.ts`, list, variable: variableOf(name), from: `./${name}.ts` });
}

interface Line {
  path: string;
  /** What stands between the brackets of the list. */
  list: RegExp;
  variable: string;
  /** What is imported. */
  from: string;
}

/** The file with one more import and one more entry at the end of its list; the formatter sorts the imports. */
function withLine({ path, list, variable, from }: Line): WrittenFile {
  const before = readFileSync(join(ROOT, path), "utf8");
  if (!list.test(before)) {
    throw new Error(`${path} does not hold its list as expected: add ${variable} of "${from}" by hand`);
  }
  const text = before.replace(list, (entries) =>
    [entries.trim().replace(/,$/, ""), variable].filter(Boolean).join(", "),
  );
  return { path, text: `import { ${variable} } from "${from}";\n${text}` };
}

function formatted({ path, text }: WrittenFile): WrittenFile {
  const args = [BIOME, "check", "--write", `--stdin-file-path=${path}`];
  return { path, text: execFileSync(process.execPath, args, { cwd: ROOT, input: text, encoding: "utf8" }) };
}

/** Writes all of them and does `rest`, or leaves everything as it was. @throws what failed */
export function writeAllOrNone<T>({ created, edited }: PlannedFiles, rest: () => T): T {
  const undo: (() => void)[] = [];
  try {
    for (const file of created) undo.push(create(file));
    for (const file of edited) undo.push(replace(file));
    return rest();
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

/** @returns what takes it away again, with the folders that were made for it */
function create({ path, text }: WrittenFile): () => void {
  const file = join(ROOT, path);
  const folder = dirname(file);
  const isNewFolder = mkdirSync(folder, { recursive: true }) !== undefined;
  writeFileSync(file, text, { flag: "wx" });
  return () => {
    rmSync(file, { force: true });
    if (isNewFolder) rmdirSync(folder);
  };
}

/** By a rename: a server that watches the file reads either text whole. @returns what puts the old text back */
function replace({ path, text }: WrittenFile): () => void {
  const file = join(ROOT, path);
  const before = readFileSync(file, "utf8");
  const put = (content: string) => {
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  };
  put(text);
  return () => put(before);
}
