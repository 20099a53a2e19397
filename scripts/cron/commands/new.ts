import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { warningWords } from "../../../lib/dashboard/health/check-platform.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { loadEnvironment, ROOT } from "../../support/environment.ts";
import { type Command, EXIT } from "../command.ts";
import { type NewJob, planJob } from "../new-job/plan-job.ts";
import { type PlannedFiles, plannedFiles, writeAllOrNone } from "../new-job/write-job.ts";
import { print, printError, printJson, textTable } from "../output.ts";
import { readSettings, writeFiles } from "../sync-files.ts";

export const newJob: Command = {
  name: "new",
  args: ["<job>"],
  summary:
    "write a new job: definition, schemas, handler, test and its line in the list; a running `npm run dev` knows it",
  options: {
    pack: { type: "string", value: "NAME", help: "the pack that it belongs to, an old or a new one (app)" },
    schedule: {
      type: "string",
      value: "WHEN",
      help: 'when it runs by itself: "0 9 * * *" or "every 10 minutes" (never)',
    },
    zone: { type: "string", value: "ZONE", help: "the time zone of the expression (UTC)" },
    task: { type: "boolean", help: "its runs fan out a task for each item" },
  },
  async run(input) {
    loadEnvironment({ dev: false });
    const job = planJob(input);
    const files = plannedFiles(job);
    const synced = writeAllOrNone(files, () => sync(job));
    const written = { created: pathsOf(files.created), changed: [...pathsOf(files.edited), ...synced, "README.md"] };
    const docs = writeDocs();
    if (input.json) printJson(written);
    else print(words(job, written));
    if (!docs) printError("warning: the tables of the pages could not be written; `npm run docs` tells why");
    return EXIT.ok;
  },
};

const pathsOf = (files: PlannedFiles["created"]) => files.map(({ path }) => path);

/** With the registry as it will be: this process has the old one loaded. @returns the files that changed */
function sync({ jobs }: NewJob): string[] {
  const { changed, warnings } = writeFiles({ dir: ROOT, jobs, settings: readSettings(ROOT), now: new Date() });
  for (const warning of warnings) printError(`warning: ${warningWords(ENGLISH, warning)}`);
  return changed;
}

/** In a process that loads the new registry. @returns whether it could */
function writeDocs(): boolean {
  try {
    execFileSync(process.execPath, [join(ROOT, "scripts/docs.ts")], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
    });
    return true;
  } catch {
    return false;
  }
}

function words(job: NewJob, { created, changed }: { created: string[]; changed: string[] }): string {
  return [
    ...["Wrote", textTable(created.map((path) => [path]))],
    ...["Changed", textTable(changed.map((path) => [path]))],
    ...["Next", textTable(nextSteps(job))],
    "`npm run dev` knows the job within seconds, without a restart; production once it is built and deployed.",
  ].join("\n");
}

function nextSteps({ name, pack, hasTask }: NewJob): string[][] {
  const folder = `lib/jobs/${pack}/${name}`;
  const declared = `tests/jobs/${pack}/pack.test.ts`;
  const url = `http://localhost:${process.env.PORT ?? 3000}/api/cron/${name}`;
  return [
    ["write your work", `${folder}${hasTask ? "-task" : ""}.handler.ts, and its parameters in ${folder}.schemas.ts`],
    ["test it", `npx vitest run tests/jobs/${pack}/${name}.test.ts`],
    ["run it", `npm run cron -- run ${name}`],
    ["by a server", `curl -H "Authorization: Bearer $CRON_SECRET" ${url}`],
    ...(existsSync(join(ROOT, declared)) ? [["declare it", `${declared} names all jobs of this pack`]] : []),
    ["before a commit", "npm run check"],
  ];
}
