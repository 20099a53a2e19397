import { toggleJob } from "../../../lib/commands/jobs.ts";
import { paramFields } from "../../../lib/dashboard/forms/param-fields.ts";
import { readHistory } from "../../../lib/dashboard/jobs/history.ts";
import { readJobStates } from "../../../lib/dashboard/jobs/job-state.ts";
import { type JobListEntry, listJobs } from "../../../lib/dashboard/jobs/jobs.ts";
import { type TimingEntry, timingWords } from "../../../lib/dashboard/schedules/schedule-words.ts";
import { formatDuration } from "../../../lib/dashboard/words/duration.ts";
import { toggleBody } from "../../../lib/http/bodies/route-inputs.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type Command, EXIT, textOption, wholeNumberOption } from "../command.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { fieldList, print, printJson, textTable, utc } from "../output.ts";
import { runTable } from "../run-rows.ts";

const HEAD = ["job", "schedule", "zone", "state", "last run (UTC)", "ended as", "success", "average", "next run (UTC)"];

export const list: Command = {
  name: "list",
  summary: "every job with its schedule, state, last run and success rate",
  options: { days: { type: "string", value: "N", help: "statistics of the last N days (30)" } },
  run: (input) =>
    connected(async ({ deps }) => {
      const days = wholeNumberOption(input, "days", { least: 1, most: 366, byDefault: 30 });
      const { jobs, summary } = await listJobs(deps, { days });
      if (input.json) printJson({ summary, jobs });
      else print(textTable(jobs.map(row), HEAD));
      return EXIT.ok;
    }),
};

function row({ name, timing, timezone, enabled, stats, recentExecutions, nextRun }: JobListEntry): string[] {
  const last = recentExecutions[0];
  return [
    name,
    timing === null ? "–" : timing.kind === "cron" ? timing.expression : timingWords(timing, "en"),
    timezone,
    enabled ? "enabled" : "disabled",
    utc(last?.executionTime ?? null),
    last?.state ?? "–",
    stats.successRate === null ? "–" : `${stats.successRate} %`,
    stats.avgDuration === null ? "–" : formatDuration(ENGLISH, stats.avgDuration),
    utc(nextRun),
  ];
}

const RECENT = 5;

export const info: Command = {
  name: "info",
  args: ["<job>"],
  summary: "one job: configuration, parameters, statistics, state and latest runs",
  run: (input) =>
    connected(async (connection) => {
      const found = await read(connection, input.args[0] ?? "");
      if (input.json) printJson(found);
      else print(words(found));
      return EXIT.ok;
    }),
};

async function read(connection: Connection, name: string) {
  const job = requireListedJob(connection, name);
  const history = await readHistory(connection.deps, { job: job.name, limit: RECENT });
  if (!history) throw new Error(`Expected the registered job ${job.name} to have a history`);
  const states = await readJobStates(connection.runtime.db, job.name);
  return { job: history.job, params: paramFields(job), stats: history.stats, states, latest: history.history };
}

function words({ job, params, stats, states, latest }: Awaited<ReturnType<typeof read>>): string {
  const rate = stats.successRate === null ? null : `${stats.successRate} % of ${stats.totalRuns} in 30 days`;
  const facts = fieldList({
    job: [job.name, ...job.aliases].join(", "),
    description: job.description,
    category: job.category,
    schedule: job.timing && timingFact(job.timing),
    state: job.enabled ? "enabled" : "disabled",
    changed: job.lastModifiedAt && `${utc(job.lastModifiedAt)} by ${whoOf(job.lastModifiedBy)}`,
    notes: job.notes,
    timeout: `${job.timeout} s`,
    attempts: job.retries,
    overlap: job.overlap,
    "next run (UTC)": utc(job.nextRun),
    success: rate,
    "p50, p95":
      stats.p50 === null
        ? null
        : `${formatDuration(ENGLISH, stats.p50)}, ${formatDuration(ENGLISH, stats.p95 ?? stats.p50)}`,
  });
  const parts = [
    facts,
    params.length > 0 &&
      textTable(
        params.map(({ name, kind, initial }) => [name, kind, initial]),
        ["parameter", "kind", "default"],
      ),
    states.length > 0 &&
      textTable(
        states.map((state) => [state.key || "(state)", String(state.version), JSON.stringify(state.value)]),
        ["key", "version", "value"],
      ),
    latest.length > 0 && runTable(latest),
  ];
  return parts.filter((part) => part !== false).join("\n\n");
}

function timingFact(timing: TimingEntry): string {
  const words = timingWords(timing, "en");
  return timing.kind === "cron" ? `${timing.expression} (${words}, ${timing.timezone})` : words;
}

const whoOf = (by: string | null) => by?.replace(/^sql:/, "database role ") ?? "somebody";

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
        const notes = textOption(input, "notes", toggleBody.shape.notes);
        const done = await toggleJob(connection.acting, { job, enabled, notes });
        const already = done.wasEnabled === enabled ? "already " : "";
        if (input.json) printJson(done);
        else print(`${done.jobName} is ${already}${enabled ? "enabled" : "disabled"}`);
        return EXIT.ok;
      }),
  };
}
