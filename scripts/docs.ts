/**
 * Writes the tables of README.md and docs/ that the code decides, between `<!-- generated:NAME -->` and
 * `<!-- /generated -->`. `npm run docs` writes them, `npm run docs -- --check` fails when one has drifted.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { AnyJob } from "../lib/cron/define-job.ts";
import { RUN_STATUSES } from "../lib/cron/vocabulary.ts";
import { answerStatus } from "../lib/http/run-status.ts";
import { jobs } from "../lib/jobs/index.ts";
import type { Command } from "./cron/command.ts";
import { commands } from "./cron/commands.ts";
import { optionWords, synopsis } from "./cron/usage.ts";

const FILES = ["README.md", "docs/run-lifecycle.md", "docs/cli.md"];
const BLOCK = /(<!-- generated:([a-z-]+) -->\n)[\s\S]*?(<!-- \/generated -->)/g;

const tables: Record<string, () => string> = {
  jobs: () => table(["job", "schedule", "max", "tries", "what it does"], (jobs as readonly AnyJob[]).map(jobRow)),
  commands: () => table(["command", "what it does", "options"], commands.map(commandRow)),
  "fan-out-example": () => `\`\`\`ts\n${readFileSync("tests/docs/fan-out-example.ts", "utf8")}\`\`\``,
  statuses: () => table(["state of the run", "`execution.status`", "HTTP", "`success`"], RUN_STATUSES.map(statusRow)),
};

function jobRow(job: AnyJob): string[] {
  const { schedule } = job;
  const when = schedule.kind === "cron" ? `\`${schedule.expression}\` ${schedule.timezone}` : "–";
  const names = [job.name, ...(job.aliases ?? [])].map((name) => `\`${name}\``).join(", ");
  return [names, when, `${job.timeoutSeconds} s`, String(job.maxAttempts), job.description];
}

function commandRow(command: Command): string[] {
  const options = Object.entries(command.options ?? {});
  const words = options.map(([name, { value, help }]) => `\`${optionWords(name, value)}\` ${help}`);
  return [`\`${synopsis(command)}\``, command.summary, words.join("; ")];
}

function statusRow(status: (typeof RUN_STATUSES)[number]): string[] {
  const { word, http, success } = answerStatus(status);
  return [`\`${status}\``, `\`${word}\``, String(http), String(success)];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function generate(text: string, file: string): string {
  return text.replace(BLOCK, (_, open: string, name: string, close: string) => {
    const make = tables[name];
    if (!make) throw new Error(`${file} asks for the table "${name}"; known are ${Object.keys(tables).join(", ")}`);
    return `${open}${make()}\n${close}`;
  });
}

const check = process.argv.includes("--check");
const drifted = FILES.filter((file) => {
  const before = readFileSync(file, "utf8");
  const after = generate(before, file);
  if (!check && after !== before) writeFileSync(file, after);
  return after !== before;
});
if (check && drifted.length > 0) {
  console.error(
    `Generated tables have drifted from the code in ${drifted.join(", ")}: run \`npm run docs\` and commit`,
  );
  process.exitCode = 1;
}
