import type { z } from "zod";
import { createSchedule, editSchedule, removeSchedule } from "../../../lib/commands/edit-schedule.ts";
import { newScheduleBody, scheduleChangeBody } from "../../../lib/commands/schedule-body.ts";
import { noSuchSchedule } from "../../../lib/commands/schedule-lock.ts";
import { MISFIRE_POLICIES, OVERLAP_POLICIES } from "../../../lib/cron/words/vocabulary.ts";
import { readSchedule } from "../../../lib/dashboard/schedules/schedules.ts";
import {
  type Command,
  type CommandInput,
  type CommandOption,
  EXIT,
  jsonValue,
  oneOf,
  UsageError,
  wholeNumberOption,
} from "../command.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { instantOption, parseDuration } from "../instants.ts";
import { print, printJson } from "../output.ts";
import { showSchedule } from "./schedules.ts";

/** What a schedule is made of, as options: the body of the schedules' routes, typed at a terminal. */
const SCHEDULE_OPTIONS: Readonly<Record<string, CommandOption>> = {
  cron: { type: "string", value: "EXPR", help: 'fires by an expression of five fields, "0 3 * * 1"' },
  zone: { type: "string", value: "ZONE", help: "its time zone (UTC)" },
  every: { type: "string", value: "TIME", help: "fires at an interval: 90s, 10m, 2h, 1d" },
  at: { type: "string", value: "TIME", help: "fires once: an instant in ISO 8601, or from now on: 2h" },
  now: { type: "boolean", help: "with --at: when that is over, run once now" },
  name: { type: "string", value: "TEXT", help: "what people call it" },
  params: { type: "string", value: "JSON", help: "the job's parameters" },
  misfire: { type: "string", value: "WHAT", help: `slots that nobody saw to: ${MISFIRE_POLICIES.join(", ")}` },
  "max-lateness": { type: "string", value: "TIME", help: "older slots never run" },
  "max-catch-up": { type: "string", value: "N", help: "runs that run-all makes at most" },
  overlap: { type: "string", value: "WHAT", help: `while the job runs: ${OVERLAP_POLICIES.join(", ")}` },
  jitter: { type: "string", value: "TIME", help: "at most so much is added to each start" },
  starts: { type: "string", value: "TIME", help: "no slot before" },
  ends: { type: "string", value: "TIME", help: "no slot after" },
  enabled: { type: "string", value: "WORD", help: "whether it fires: yes or no" },
};

/** The options that were given, as the fields of a body. @throws UsageError */
function scheduleFields(input: CommandInput): Record<string, unknown> {
  const params = input.text("params");
  const enabled = oneOf(input, "enabled", ["yes", "no"]);
  const fields = {
    trigger: timingOfOptions(input),
    name: input.text("name"),
    params: params === null ? null : jsonValue("--params", params),
    misfire: input.text("misfire"),
    maxLatenessSeconds: seconds(input, "max-lateness"),
    maxCatchUp: numberOf(input.text("max-catch-up")),
    overlap: input.text("overlap"),
    jitterSeconds: seconds(input, "jitter"),
    startsAt: instantOption(input, "starts")?.toISOString() ?? null,
    endsAt: instantOption(input, "ends")?.toISOString() ?? null,
    enabled: enabled === null ? null : enabled === "yes",
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** @throws UsageError with everything that does not fit */
function checkedBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

function timingOfOptions(input: CommandInput): Record<string, unknown> | null {
  const given = ["cron", "every", "at"].filter((name) => input.text(name) !== null);
  if (given.length > 1) throw new UsageError(`--${given.join(" and --")}: a schedule has one trigger`);
  const timezone = input.text("zone");
  switch (given[0]) {
    case "cron":
      return { kind: "cron", expression: input.text("cron"), ...(timezone !== null && { timezone }) };
    case "every":
      return { kind: "interval", seconds: seconds(input, "every") };
    case "at":
      return { kind: "date", at: instantOption(input, "at")?.toISOString(), runNow: input.has("now") };
    default:
      if (timezone !== null) throw new UsageError("--zone: give --cron with it");
      return null;
  }
}

function seconds(input: CommandInput, name: string): number | null {
  const text = input.text(name);
  return text === null ? null : parseDuration(`--${name}`, text) / 1000;
}

const numberOf = (text: string | null) => (text === null ? null : Number(text));

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
