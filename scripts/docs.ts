import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { ruleDeclaration } from "../lib/alerts/rules/rule-table.ts";
import { RULES, type RuleName } from "../lib/alerts/words/vocabulary.ts";
import type { AnyJob } from "../lib/cron/jobs/define-job.ts";
import { RUN_STATUSES } from "../lib/cron/words/vocabulary.ts";
import { answerStatus } from "../lib/http/answers/run-answer.ts";
import { methodOf, openApiDocument } from "../lib/http/openapi/document.ts";
import type { Access, Operation } from "../lib/http/openapi/operation.ts";
import { OPERATIONS } from "../lib/http/openapi/operations.ts";
import { pathOf } from "../lib/http/openapi/parameters.ts";
import { jobs } from "../lib/jobs/index.ts";
import type { Command } from "./cron/command.ts";
import { optionWords, synopsis } from "./cron/command-line.ts";
import { commands } from "./cron/commands.ts";
import { moveImports } from "./cron/new-job/fill-templates.ts";
import { optionRows } from "./support/option-rows.ts";

/**
 * Writes the tables of README.md and docs/ that the code decides, between `<!-- generated:NAME -->` and
 * `<!-- /generated -->`, and docs/openapi.json as a whole. `npm run docs` writes them, `npm run docs -- --check` fails
 * when one has drifted.
 */

const FILES = [
  "README.md",
  "docs/run-lifecycle.md",
  "docs/cli.md",
  "docs/api.md",
  "docs/writing-a-job.md",
  "docs/alerts.md",
];
const OPENAPI = "docs/openapi.json";
const BLOCK = /(<!-- generated:([a-z-]+) -->\n)[\s\S]*?(<!-- \/generated -->)/g;

const tables: Record<string, () => string> = {
  jobs: () => table(["job", "schedule", "max", "tries", "what it does"], (jobs as readonly AnyJob[]).map(jobRow)),
  commands: () => table(["command", "what it does", "options"], commands.map(commandRow)),
  "fan-out-example": () => `\`\`\`ts\n${readFileSync("tests/docs/fan-out-example.ts", "utf8")}\`\`\``,
  "schemas-example": () => jobExample("weather-report.schemas.ts"),
  "job-example": () => jobExample("weather-report.ts"),
  "handler-example": () => jobExample("weather-report.handler.ts"),
  "job-options": () => optionTable("lib/cron/jobs/define-job.ts", "JobDefinition"),
  "task-options": () => optionTable("lib/cron/jobs/define-task.ts", "TaskDefinition"),
  routes: () => table(["route", "who may", "what it does"], OPERATIONS.map(routeRow)),
  "alert-rules": () => table(["rule", "default", "opens", "closes", "numbers"], RULES.map(ruleRow)),
  statuses: () => table(["state of the run", "`execution.status`", "HTTP", "`success`"], RUN_STATUSES.map(statusRow)),
};

function optionTable(file: string, name: string): string {
  const rows = optionRows(readFileSync(file, "utf8"), name);
  return table(["option", "type", "required", "what it is"], rows);
}

/** The right and the wrong example of a habit: each begins with a comment of one line that says what it does. */
function habit(name: string): string {
  const source = readFileSync(`tests/docs/habits/${name}.ts`, "utf8");
  const [, ...examples] = source.split(/^\/\/ (?=Right: |Wrong: )/m);
  const shown = examples.map((example) => {
    const [sentence = "", ...code] = example.trimEnd().split("\n");
    return `**${sentence.slice(0, 6)}** ${sentence.slice(7)}\n\n\`\`\`ts\n${code.join("\n")}\n\`\`\``;
  });
  return shown.join("\n\n");
}

/** A file of tests/docs as it stands in lib/jobs/<pack>/, with what it imports from beside it. */
function jobExample(file: string): string {
  const from = `tests/docs/${file}`;
  const beside = globSync("tests/docs/weather-report*.ts").map((path) => [path, `lib/jobs/app/${basename(path)}`]);
  const places = new Map(beside as [string, string][]);
  return `\`\`\`ts\n${moveImports(readFileSync(from, "utf8"), { from, places })}\`\`\``;
}

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

function ruleRow(rule: RuleName): string[] {
  const { on, severity, opens, closes, numbers } = ruleDeclaration(rule);
  const told = Object.entries(numbers).map(([name, { unit, byDefault, least, most, is }]) => {
    return `\`${name}\` ${byDefault} ${unit} (${least} to ${most}): ${is}`;
  });
  return [`\`${rule}\``, on ? severity : `${severity}, off`, opens, closes, told.join("; ") || "–"];
}

function statusRow(status: (typeof RUN_STATUSES)[number]): string[] {
  const { word, http, success } = answerStatus(status);
  return [`\`${status}\``, `\`${word}\``, String(http), String(success)];
}

function routeRow(operation: Operation): string[] {
  return [
    `\`${methodOf(operation).toUpperCase()} ${pathOf(operation)}\``,
    accessWords(operation.access),
    operation.summary,
  ];
}

function accessWords(access: Access): string {
  switch (access.kind) {
    case "open":
      return "everybody";
    case "secret":
      return "the cron secret";
    case "metrics":
      return "the metrics token";
    case "permission": {
      const { permission, orCronSecret = false, personOnly = false } = access;
      const also = [...(orCronSecret ? ["or the cron secret"] : []), ...(personOnly ? ["a person only"] : [])];
      return [`\`${permission}\``, ...also].join(", ");
    }
  }
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function generate(text: string, file: string): string {
  return text.replace(BLOCK, (_, open: string, name: string, close: string) => {
    const make = name.startsWith("habit-") ? () => habit(name.slice("habit-".length)) : tables[name];
    if (!make) throw new Error(`${file} asks for the table "${name}"; known are ${Object.keys(tables).join(", ")}`);
    return `${open}${make()}\n${close}`;
  });
}

function contentOf(file: string, before: string): string {
  if (file === OPENAPI) return `${JSON.stringify(openApiDocument("http://localhost:3000"), null, 2)}\n`;
  return generate(before, file);
}

const check = process.argv.includes("--check");
const drifted = [...FILES, OPENAPI].filter((file) => {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const after = contentOf(file, before);
  if (!check && after !== before) writeFileSync(file, after);
  return after !== before;
});
if (check && drifted.length > 0) {
  console.error(
    `What is generated has drifted from the code in ${drifted.join(", ")}: run \`npm run docs\` and commit`,
  );
  process.exitCode = 1;
}
