import { toggleJob } from "../../../lib/commands/jobs.ts";
import { type Command, EXIT } from "../command.ts";
import { connected, requireListedJob } from "../connect.ts";
import { print, printJson } from "../output.ts";

export const enable = toggleCommand("enable", true);
export const disable = toggleCommand("disable", false);

function toggleCommand(name: string, enabled: boolean): Command {
  return {
    name,
    args: ["<job>"],
    summary: `${name} a job; its cron stays in vercel.json`,
    options: { notes: { type: "string", value: "TEXT", help: "why; kept with the switch and in the audit log" } },
    run: (input) =>
      connected(async (connection) => {
        const job = requireListedJob(connection, input.args[0] ?? "").name;
        const done = await toggleJob(connection.acting, { job, enabled, notes: input.text("notes") ?? undefined });
        const already = done.wasEnabled === enabled ? "already " : "";
        if (input.json) printJson(done);
        else print(`${done.jobName} is ${already}${enabled ? "enabled" : "disabled"}`);
        return EXIT.ok;
      }),
  };
}
