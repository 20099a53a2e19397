import { changeJobState, readJobState } from "../../../lib/commands/jobs.ts";
import type { Json } from "../../../lib/cron/words/json.ts";
import { type Command, type CommandInput, EXIT, jsonValue, UsageError } from "../command.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { fieldList, print, printJson } from "../output.ts";

export const state: Command = {
  name: "state",
  args: ["<job>", "<get|set|reset>", "[JSON]"],
  summary: "read, set or reset what a job remembers between runs",
  options: {
    key: { type: "string", value: "KEY", help: "the concurrency key, for a job that has keys" },
    version: { type: "string", value: "N", help: "change it only if it is still at this version" },
  },
  run: (input) =>
    connected(async (connection) => {
      const found = await act(connection, input);
      if (input.json) printJson(found);
      else print(fieldList({ ...found, key: found.key || null, state: JSON.stringify(found.state) }));
      return EXIT.ok;
    }),
};

function act(connection: Connection, input: CommandInput) {
  const [name = "", verb, text] = input.args;
  const job = requireListedJob(connection, name).name;
  const key = input.text("key") ?? "";
  switch (verb) {
    case "get":
      return readJobState(connection.acting, job, key);
    case "reset":
      return changeJobState(connection.acting, { job, key, version: versionOf(input), value: null });
    case "set": {
      if (text === undefined) throw new UsageError("state set: the new state is missing, as JSON");
      const value = jsonValue("the state", text) as Json;
      return changeJobState(connection.acting, { job, key, version: versionOf(input), value });
    }
    default:
      throw new UsageError(`expected get, set or reset, got "${verb}"`);
  }
}

function versionOf(input: CommandInput): number | null {
  const text = input.text("version");
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--version: expected a whole number, got "${text}"`);
}
