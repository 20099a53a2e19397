import { InvalidParamsError } from "../../lib/cron/words/errors.ts";
import { type Command, EXIT, type ExitCode, UsageError } from "./command.ts";
import { commandUsage, parseCommandInput, programUsage } from "./command-line.ts";
import { commands } from "./commands.ts";
import { explain } from "./explain-error.ts";
import { print, printError } from "./output.ts";

/** Runs the command of these words; answers the exit code. */
export async function main(words: readonly string[]): Promise<ExitCode> {
  const command = commandOf(words);
  if (!command) return refuse(words[0]);
  const argv = words.slice(command.name.split(" ").length);
  try {
    const input = parseCommandInput(command, argv);
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

/** The verbs of a noun are commands of two words: `schedules add` comes before `schedules`. */
function commandOf(words: readonly string[]): Command | undefined {
  const named = (count: number) => commands.find(({ name }) => name === words.slice(0, count).join(" "));
  return named(2) ?? named(1);
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
