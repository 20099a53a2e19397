import { main } from "../../scripts/cron/program.ts";
import type { HostedCommand } from "./cli.ts";

/**
 * One process that runs one command of `npm run cron` after the other, each in the environment that it is sent. Its
 * output goes to its real stdout and stderr; what follows the last word of a command is the mark, with the exit code.
 */
process.on("message", async ({ words, variables, mark }: HostedCommand) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, variables);
  const code = await main(words);
  for (const stream of [process.stdout, process.stderr]) stream.write(`${mark}${code}\n`);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
