import {
  type PauseTarget,
  pauseReason,
  pause as pauseTarget,
  resume as resumeTarget,
} from "../../../lib/commands/pause.ts";
import { type Command, type CommandInput, EXIT, textOption, UsageError } from "../command.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { instantOption } from "../instants.ts";
import { print, printJson } from "../output.ts";

const all = { type: "boolean", help: "everything, instead of one job" } as const;

export const pauseCommand: Command = {
  name: "pause",
  args: ["[job]"],
  summary: "hold a job or everything still: calls are answered `skipped: paused`",
  options: {
    all,
    until: { type: "string", value: "TIME", help: "an instant in ISO 8601, or from now on: 90s, 10m, 2h, 1d" },
    reason: { type: "string", value: "TEXT", help: "why; shown wherever the pause is" },
  },
  run: (input) =>
    connected(async (connection) => {
      const reason = textOption(input, "reason", pauseReason);
      const until = instantOption(input, "until");
      const paused = await pauseTarget(connection.acting, targetOf(connection, input), { until, reason });
      if (input.json) printJson({ paused, until, reason });
      else
        print(`${paused} is paused ${until === null ? "until somebody resumes it" : `until ${until.toISOString()}`}`);
      return EXIT.ok;
    }),
};

export const resumeCommand: Command = {
  name: "resume",
  args: ["[job]"],
  summary: "end the pause of a job or of everything",
  options: { all },
  run: (input) =>
    connected(async (connection) => {
      const resumed = await resumeTarget(connection.acting, targetOf(connection, input));
      if (input.json) printJson({ resumed });
      else print(`${resumed} is resumed`);
      return EXIT.ok;
    }),
};

function targetOf(connection: Connection, input: CommandInput): PauseTarget {
  const [name] = input.args;
  if (name !== undefined && !input.has("all")) return { kind: "job", job: requireListedJob(connection, name).name };
  if (name === undefined && input.has("all")) return { kind: "all" };
  throw new UsageError("name one job, or give --all");
}
