import { createSchedule, editSchedule, removeSchedule } from "../../../lib/commands/edit-schedule.ts";
import { newScheduleBody, scheduleChangeBody } from "../../../lib/commands/schedule-body.ts";
import { noSuchSchedule } from "../../../lib/commands/schedule-lock.ts";
import { readSchedule } from "../../../lib/dashboard/schedules/schedules.ts";
import { type Command, type CommandInput, EXIT, UsageError, wholeNumberOption } from "../command.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { print, printJson } from "../output.ts";
import { checkedBody, SCHEDULE_OPTIONS, scheduleFields } from "../schedule-options.ts";
import { showSchedule } from "./schedules.ts";

export const addSchedule: Command = {
  name: "schedules add",
  args: ["[id]"],
  summary: "add a schedule; a running server dispatches it",
  options: { job: { type: "string", value: "JOB", help: "what it runs; required" }, ...SCHEDULE_OPTIONS },
  run: (input) =>
    connected(async (connection) => {
      const job = input.text("job");
      if (job === null) throw new UsageError("--job is missing");
      const fields = { id: input.args[0], jobName: requireListedJob(connection, job).name, ...scheduleFields(input) };
      if (!("trigger" in fields)) throw new UsageError("--cron, --every or --at is missing");
      const id = await createSchedule(connection.acting, checkedBody(newScheduleBody, fields));
      await showSchedule(connection, id, input.json);
      return EXIT.ok;
    }),
};

export const changeSchedule: Command = {
  name: "schedules edit",
  args: ["<id>"],
  summary: "change a schedule in what is given; of one of the code, only the difference is kept",
  options: {
    ...SCHEDULE_OPTIONS,
    version: { type: "string", value: "N", help: "change it only if it is still at this version" },
    reset: { type: "string", value: "FIELDS", help: "as the code says again: all, or names as `drift` shows them" },
  },
  run: (input) =>
    connected(async (connection) => {
      const [id = ""] = input.args;
      const body = { version: await versionOf(connection, id, input), ...scheduleFields(input), ...resetOf(input) };
      await editSchedule(connection.acting, id, checkedBody(scheduleChangeBody, body));
      await showSchedule(connection, id, input.json);
      return EXIT.ok;
    }),
};

export const removeScheduleCommand: Command = {
  name: "schedules remove",
  args: ["<id>"],
  summary: "take a person's schedule away; the history of its slots stays",
  run: (input) =>
    connected(async ({ acting }) => {
      const [id = ""] = input.args;
      await removeSchedule(acting, id);
      if (input.json) printJson({ removed: id });
      else print(`Schedule ${id} is removed`);
      return EXIT.ok;
    }),
};

/** Who names no version takes the one that is there. */
async function versionOf({ deps }: Connection, id: string, input: CommandInput): Promise<number> {
  const entry = await readSchedule(deps, id);
  if (!entry) throw noSuchSchedule(id);
  return wholeNumberOption(input, "version", { least: 1, most: 1_000_000_000, byDefault: entry.version });
}

function resetOf(input: CommandInput): { reset?: true | string[] } {
  const text = input.text("reset");
  if (text === null) return {};
  return { reset: text === "all" ? true : text.split(",").map((field) => field.trim()) };
}
