import { parseArgs } from "node:util";
import { unstorableIssues } from "../../lib/cron/words/storable-text.ts";
import { type Command, type CommandInput, type CommandOption, UsageError } from "./command.ts";
import { textTable } from "./output.ts";

const COMMON: Readonly<Record<string, CommandOption>> = {
  json: { type: "boolean", help: "print JSON for programs" },
  help: { type: "boolean", short: "h", help: "print this" },
};

/** The command's own options and those of every command. */
function optionsOf(command: Command): Readonly<Record<string, CommandOption>> {
  return { ...command.options, ...COMMON };
}

/**
 * What was typed after the command's name.
 * @throws UsageError for an unknown option, a wrong number of arguments, or text that cannot be kept
 */
export function parseCommandInput(command: Command, argv: readonly string[]): CommandInput {
  const { values, positionals } = parse(command, argv);
  requireStorableWords(values, command.args ?? [], positionals);
  const input: CommandInput = {
    args: positionals,
    text: (name) => texts(values[name])[0] ?? null,
    texts: (name) => texts(values[name]),
    has: (name) => values[name] === true,
    json: values.json === true,
  };
  if (!input.has("help")) checkCount(command.args ?? [], positionals);
  return input;
}

function parse(command: Command, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: optionsOf(command), allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/** As routes do with a query, for all commands at once. */
function requireStorableWords(values: object, names: readonly string[], given: readonly string[]): void {
  const options = Object.entries(values).map(([name, value]) => [`--${name}`, texts(value).join(" ")]);
  const args = given.map((word, index) => [names[index] ?? names.at(-1) ?? "a word", word]);
  const [issue] = unstorableIssues(Object.fromEntries([...options, ...args]));
  if (issue) throw new UsageError(`${issue.path} ${issue.message}`);
}

function texts(value: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((entry) => typeof entry === "string");
}

function checkCount(names: readonly string[], given: readonly string[]): void {
  const missing = names.filter((name) => name.startsWith("<"))[given.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  const most = names.some((name) => name.includes("...")) ? Number.POSITIVE_INFINITY : names.length;
  const extra = given[most];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many`);
}

const PROGRAM = "npm run cron --";

/** How a command is called, without its options. */
export function synopsis({ name, args = [] }: Command): string {
  return [name, ...args].join(" ");
}

/** An option as it is typed: `--days N`. */
export function optionWords(name: string, value: string | undefined): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

export function commandUsage(command: Command): string {
  const options = Object.entries(optionsOf(command)).map(([name, { value, help }]) => [optionWords(name, value), help]);
  return [`Usage: ${PROGRAM} ${synopsis(command)} [options]`, command.summary, "", textTable(options)].join("\n");
}

export function programUsage(commands: readonly Command[]): string {
  const rows = commands.map((command) => [synopsis(command), command.summary]);
  return [
    `Usage: ${PROGRAM} <command> [options]`,
    "",
    textTable(rows),
    "",
    `${PROGRAM} <command> --help tells its options. Exit codes: 0 done, 1 failed or something found, 2 wrong usage.`,
  ].join("\n");
}
