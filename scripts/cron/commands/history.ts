import { deleteOld, readRetention } from "../../../lib/commands/retention.ts";
import { type JobHistory, readHistory } from "../../../lib/dashboard/jobs/history.ts";
import { formatDuration } from "../../../lib/dashboard/words/duration.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type Command, type CommandInput, EXIT, wholeNumberOption } from "../command.ts";
import { connected, requireListedJob } from "../connect.ts";
import { fieldList, print, printJson, textTable, utc } from "../output.ts";
import { runTable } from "../run-rows.ts";

const days = (byDefault: number) => ({
  days: { type: "string", value: "N", help: `the last N days (${byDefault})` } as const,
});

export const history: Command = {
  name: "history",
  args: ["<job>"],
  summary: "a job's statistics and runs",
  options: {
    ...days(30),
    limit: { type: "string", value: "N", help: "at most N runs (50)" },
    schedule: { type: "string", value: "ID", help: "only the runs of this schedule; the statistics are the job's" },
  },
  run: (input) => withHistory(input, 30, showHistory),
};

export const errors: Command = {
  name: "errors",
  args: ["<job>"],
  summary: "a job's errors, the same ones together, most frequent first",
  options: days(7),
  run: (input) => withHistory(input, 7, showErrors),
};

type Show = (found: JobHistory, json: boolean) => void;

function withHistory(input: CommandInput, defaultDays: number, show: Show) {
  return connected(async (connection) => {
    const { name } = requireListedJob(connection, input.args[0] ?? "");
    const found = await readHistory(connection.deps, {
      job: name,
      schedule_id: input.text("schedule") ?? undefined,
      days: wholeNumberOption(input, "days", { least: 1, most: 366, byDefault: defaultDays }),
      limit: wholeNumberOption(input, "limit", { least: 1, most: 200, byDefault: 50 }),
    });
    if (!found) throw new Error(`Expected the registered job ${name} to have a history`);
    show(found, input.json);
    return EXIT.ok;
  });
}

function showHistory({ jobName, stats, history: runs, timeline }: JobHistory, json: boolean): void {
  if (json) {
    printJson({ jobName, stats, history: runs, timeline });
    return;
  }
  const took = (ms: number | null) => (ms === null ? null : formatDuration(ENGLISH, ms));
  const facts = fieldList({
    runs: `${stats.totalRuns}, ${stats.failedRuns} failed`,
    success: stats.successRate === null ? null : `${stats.successRate} %`,
    "not counted": `${stats.cancelledRuns} cancelled, ${stats.skippedRuns} skipped, ${stats.missedRuns} missed`,
    average: took(stats.avgDuration),
    "p50, p95": stats.p50 === null ? null : `${took(stats.p50)}, ${took(stats.p95)}`,
    "last success (UTC)": utc(stats.lastSuccess),
    "last failure (UTC)": utc(stats.lastFailure),
  });
  print(`${facts}\n\n${runs.length === 0 ? "  No runs in this time" : runTable(runs)}`);
}

function showErrors({ jobName, errors: groups }: JobHistory, json: boolean): void {
  const rows = groups.map((group) => [String(group.occurrences), utc(group.lastAt), group.lastRunId, group.message]);
  if (json) printJson({ jobName, errors: groups });
  else if (groups.length === 0) print(`${jobName} had no errors in this time`);
  else print(textTable(rows, ["times", "last (UTC)", "last run", "error"]));
}

export const cleanup: Command = {
  name: "cleanup",
  summary: "delete runs and log lines that are past their retention, in small batches",
  run: (input) =>
    connected(async ({ acting, stop }) => {
      const retention = await readRetention(acting.runtime.db);
      const { finished, ...deleted } = await deleteOld(acting, { signal: stop });
      if (input.json) printJson({ ...deleted, ...retention, stopped: !finished });
      else print(sentence(deleted, retention));
      return stop.aborted ? EXIT.failed : EXIT.ok;
    }),
};

function sentence(deleted: { runs: number; logLines: number }, kept: { runDays: number; logLineDays: number }): string {
  return `deleted ${deleted.runs} runs older than ${daysOf(kept.runDays)} and ${deleted.logLines} log lines older than ${daysOf(kept.logLineDays)} or of these runs`;
}

const daysOf = (count: number) => `${count} ${count === 1 ? "day" : "days"}`;
