import type { Command } from "./command.ts";
import { optionsOf } from "./parse-input.ts";
import { textTable } from "./text-table.ts";

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
