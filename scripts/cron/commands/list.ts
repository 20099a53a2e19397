import { type JobListEntry, listJobs } from "../../../lib/dashboard/jobs/jobs.ts";
import { formatDuration } from "../../../lib/dashboard/words/duration.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type Command, EXIT, wholeNumberOption } from "../command.ts";
import { connected } from "../connect.ts";
import { print, printJson, utc } from "../output.ts";
import { textTable } from "../text-table.ts";

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

function row({ name, schedule, timezone, enabled, stats, recentExecutions, nextRun }: JobListEntry): string[] {
  const last = recentExecutions[0];
  return [
    name,
    schedule ?? "–",
    timezone,
    enabled ? "enabled" : "disabled",
    utc(last?.executionTime ?? null),
    last?.state ?? "–",
    stats.successRate === null ? "–" : `${stats.successRate} %`,
    stats.avgDuration === null ? "–" : formatDuration(ENGLISH, stats.avgDuration),
    utc(nextRun),
  ];
}
