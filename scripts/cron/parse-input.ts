import { parseArgs } from "node:util";
import { type Command, type CommandInput, type CommandOption, UsageError } from "./command.ts";

const COMMON: Readonly<Record<string, CommandOption>> = {
  json: { type: "boolean", help: "print JSON for programs" },
  help: { type: "boolean", short: "h", help: "print this" },
};

/** The command's own options and those of every command. */
export function optionsOf(command: Command): Readonly<Record<string, CommandOption>> {
  return { ...command.options, ...COMMON };
}

/** What was typed after the command's name. @throws UsageError for an unknown option or a wrong number of arguments */
export function parseCommandInput(command: Command, argv: readonly string[]): CommandInput {
  const { values, positionals } = parse(command, argv);
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
