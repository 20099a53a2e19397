import { noSuchSchedule } from "../../../lib/commands/schedule-lock.ts";
import type { ScheduleEntry } from "../../../lib/dashboard/schedules/schedule-entry.ts";
import { listSchedules, readSchedule } from "../../../lib/dashboard/schedules/schedules.ts";
import { type Command, EXIT } from "../command.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { fieldList, print, printJson, textTable, utc } from "../output.ts";

const HEAD = ["id", "job", "trigger", "zone", "status", "next (UTC)", "last (UTC)"];

export const schedules: Command = {
  name: "schedules",
  args: ["[id]"],
  summary: "all schedules, or one of them: those of the code and those that people made",
  options: { job: { type: "string", value: "JOB", help: "only those of this job" } },
  run: (input) =>
    connected(async (connection) => {
      const [id] = input.args;
      if (id !== undefined) await showSchedule(connection, id, input.json);
      else await showAll(connection, input.text("job"), input.json);
      return EXIT.ok;
    }),
};

/** Prints a schedule as it is now. @throws ApiError when there is none */
export async function showSchedule({ deps }: Connection, id: string, asJson: boolean): Promise<void> {
  const entry = await readSchedule(deps, id);
  if (!entry) throw noSuchSchedule(id);
  if (asJson) return printJson(entry);
  const {
    timing: _,
    params,
    drift,
    skips,
    pausedUntil,
    pausedBy,
    pauseReason,
    nextRunTime,
    lastRunTime,
    ...plain
  } = entry;
  const until = pausedUntil === null ? "until somebody resumes it" : `until ${utc(pausedUntil)}`;
  const words = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, wordOf(value)]));
  print(
    fieldList({
      ...words,
      nextRunTime: utc(nextRunTime),
      lastRunTime: utc(lastRunTime),
      params: JSON.stringify(params),
      paused: entry.paused ? [`by ${pausedBy} ${until}`, pauseReason].filter(Boolean).join(": ") : "no",
      drift: drift
        .map(({ field, declared, current }) => `${field}: ${wordOf(declared)} -> ${wordOf(current)}`)
        .join("; "),
      skips: skips.map(({ slot, reason }) => [utc(slot), reason].filter(Boolean).join(" ")).join("; "),
    }),
  );
}

async function showAll({ deps, runtime }: Connection, job: string | null, asJson: boolean): Promise<void> {
  const filter = job === null ? {} : { jobName: requireListedJob({ runtime }, job).name };
  const found: ScheduleEntry[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listSchedules(deps, { ...filter, limit: 200, ...(cursor !== undefined && { cursor }) });
    found.push(...page.schedules);
    cursor = page.nextCursor;
  }
  if (asJson) printJson(found);
  else print(textTable(found.map(row), HEAD));
}

function row({ id, jobName, trigger, timezone, status, nextRunTime, lastRunTime }: ScheduleEntry): string[] {
  return [id, jobName, trigger, timezone, status, utc(nextRunTime), utc(lastRunTime)];
}

function wordOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return utc(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
