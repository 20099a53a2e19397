import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import type { JobSchedule } from "../../../lib/cron/time/expressions.ts";
import { ROOT } from "../../support/environment.ts";
import type { NewJob } from "./plan-job.ts";

/**
 * The templates are files of tests/docs/new: compiled, formatted and tested as they stand there. What is written are
 * their texts with other names, and with the imports of their new places.
 */

const TEMPLATES = "tests/docs/new";

/** A file to be written, its path relative to the project. */
export interface WrittenFile {
  path: string;
  text: string;
}

/** The files of a new job, and the pack's own file when the pack is new. Not formatted: names have other lengths. */
export function filledTemplates(job: NewJob): WrittenFile[] {
  const folder = `${TEMPLATES}/${job.hasTask ? "task" : "plain"}`;
  const own = globSync(`${folder}/*.ts`, { cwd: ROOT }).sort();
  const places = new Map([...own, `${TEMPLATES}/pack.ts`].map((path) => [path, placeOf(path, job)]));
  const templates = [...(job.isNewPack ? places.keys() : own)].sort(definitionFirst);
  return templates.map((from) => {
    const text = moveImports(readFileSync(join(ROOT, from), "utf8"), { from, places: movedTo(places) });
    return { path: places.get(from) ?? from, text: withSchedule(withNames(text, job), job.schedule) };
  });
}

const definitionFirst = (a: string, b: string) => rank(a) - rank(b) || a.localeCompare(b);
const rank = (path: string) => Number(!path.endsWith("sample-job.ts")) + Number(path.endsWith(".test.ts"));

/** pack.ts imports the plain job: whichever is written stands in its place. */
const movedTo = (places: ReadonlyMap<string, string>) => {
  const job = [...places].find(([from]) => from.endsWith("/sample-job.ts"))?.[1] ?? "";
  return new Map([...places, [`${TEMPLATES}/plain/sample-job.ts`, job], [`${TEMPLATES}/task/sample-job.ts`, job]]);
};

function placeOf(template: string, job: NewJob): string {
  const file = withNames(basename(template), job);
  return file.endsWith(".test.ts") ? `tests/jobs/${job.pack}/${file}` : `lib/jobs/${job.pack}/${file}`;
}

interface Move {
  /** Where the text stands now. */
  from: string;
  /** Where it, and files that it imports, go. */
  places: ReadonlyMap<string, string>;
}

/** The text with its relative imports as they are from its new place. */
export function moveImports(text: string, { from, places }: Move): string {
  const to = places.get(from) ?? from;
  return text.replace(/(?<=\bfrom |\bimport\()"(\.[^"]+)"/g, (_, specifier: string) => {
    const target = posix.join(dirname(from), specifier);
    const moved = posix.relative(dirname(to), places.get(target) ?? target);
    return `"${moved.startsWith(".") ? moved : `./${moved}`}"`;
  });
}

/** In one pass: a new name may hold a template's. */
function withNames(text: string, job: NewJob): string {
  const variable = variableOf(job.name);
  const names: Readonly<Record<string, string>> = {
    "sample-job": job.name,
    sampleJob: variable,
    SampleJob: variable.charAt(0).toUpperCase() + variable.slice(1),
    samplePack: packVariableOf(job.pack),
    '"sample"': `"${job.pack}"`,
  };
  return text.replace(/sample-job|sampleJob|SampleJob|samplePack|"sample"/g, (word) => names[word] ?? word);
}

/** `weather-report` is `weatherReport` in code; a name that the language or the tree has already gets `Job` behind it. */
export function variableOf(name: string): string {
  const variable = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return isTaken(variable) ? `${variable}Job` : variable;
}

export const packVariableOf = (pack: string): string => `${pack}Pack`;

function isTaken(variable: string): boolean {
  if (isReserved(variable)) return true;
  const own = new RegExp(`\\bexport (?:async )?(?:const|function|class|interface|type) ${variable}\\b`, "i");
  return globSync("{app,components,lib,prisma,scripts}/**/*.{ts,tsx}", { cwd: ROOT }).some((path) =>
    own.test(readFileSync(join(ROOT, path), "utf8")),
  );
}

/** What the language keeps for itself cannot name a constant; the files' own imports cannot be named twice. */
function isReserved(variable: string): boolean {
  if (["z", "run", "expect", "test", "request"].includes(variable)) return true;
  try {
    new Function(`"use strict"; async () => { const ${variable} = 1; };`);
    return false;
  } catch {
    return true;
  }
}

function withSchedule(text: string, schedule: JobSchedule): string {
  const { use, code } = scheduleCode(schedule);
  return text
    .replace("import { noSchedule }", `import { ${use} }`)
    .replace("schedule: noSchedule", `schedule: ${code}`);
}

function scheduleCode(schedule: JobSchedule): { use: string; code: string } {
  if (schedule.kind === "interval") return { use: "every", code: `every(${schedule.everySeconds})` };
  if (schedule.kind !== "cron") return { use: "noSchedule", code: "noSchedule" };
  const { expression, timezone } = schedule;
  const args = timezone === "UTC" ? [expression] : [expression, timezone];
  return { use: "cron", code: `cron(${args.map((arg) => JSON.stringify(arg)).join(", ")})` };
}
