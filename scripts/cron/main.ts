import { InvalidParamsError } from "../../lib/cron/errors.ts";
import { EXIT, type ExitCode, UsageError } from "./command.ts";
import { commands } from "./commands.ts";
import { explain } from "./explain-error.ts";
import { print, printError } from "./output.ts";
import { parseInput } from "./parse-input.ts";
import { commandUsage, programUsage } from "./usage.ts";

/** `npm run cron -- <command>`: see docs/cli.md. */
async function main([name, ...argv]: readonly string[]): Promise<ExitCode> {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) return refuse(name);
  try {
    const input = parseInput(command, argv);
    if (!input.has("help")) return await command.run(input);
    print(commandUsage(command));
    return EXIT.ok;
  } catch (error) {
    printError(`belfry: ${process.env.DEBUG ? String(error instanceof Error ? error.stack : error) : explain(error)}`);
    if (error instanceof InvalidParamsError) return EXIT.usage;
    if (!(error instanceof UsageError)) return EXIT.failed;
    printError(`\n${commandUsage(command)}`);
    return EXIT.usage;
  }
}

function refuse(name: string | undefined): ExitCode {
  if (name === "help" || name === "--help" || name === "-h") {
    print(programUsage(commands));
    return EXIT.ok;
  }
  printError(
    name === undefined ? programUsage(commands) : `belfry: unknown command "${name}"\n\n${programUsage(commands)}`,
  );
  return EXIT.usage;
}

process.exitCode = await main(process.argv.slice(2));
