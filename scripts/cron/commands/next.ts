import { formatDuration } from "../../../lib/dashboard/words/duration.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type Command, EXIT, wholeNumberOption } from "../command.ts";
import { connected } from "../connect.ts";
import { print, printJson, textTable, utc } from "../output.ts";
import { readUpcoming, type UpcomingRun } from "../upcoming.ts";

/** A job with more runs than this in the window gets one line. */
const MAX_LISTED = 24;
const HEAD = ["at (UTC)", "job", "takes about", "beside"];

export const next: Command = {
  name: "next",
  summary: "what runs when; overlaps and schedules of the same minute are marked",
  options: { hours: { type: "string", value: "N", help: "the coming N hours (24)" } },
  run: (input) =>
    connected(async (connection) => {
      const hours = wholeNumberOption(input, "hours", { least: 1, most: 24 * 366, byDefault: 24 });
      const runs = await readUpcoming(connection, hours);
      if (input.json) printJson(runs);
      else print(words(runs, hours));
      return EXIT.ok;
    }),
};

function words(runs: readonly UpcomingRun[], hours: number): string {
  if (runs.length === 0) return `  Nothing is scheduled in the next ${hours} h`;
  const byJob = [...Map.groupBy(runs, ({ jobName }) => jobName)];
  const often = new Set(byJob.filter(([, own]) => own.length > MAX_LISTED).map(([name]) => name));
  const oftenRows = byJob
    .filter(([name]) => often.has(name))
    .map(([name, own]) => [utc(own[0]?.at ?? null), name, took(own[0]), `and ${own.length - 1} more in ${hours} h`]);
  const rows = runs.filter(({ jobName }) => !often.has(jobName)).map(row);
  return textTable([...oftenRows, ...rows], HEAD);
}

function row(run: UpcomingRun): string[] {
  const marks = [
    ...(run.herd > 1 ? [`${run.herd} schedules start in this minute`] : []),
    ...(run.overlaps.length > 0 ? [`overlaps ${run.overlaps.join(", ")}`] : []),
  ];
  return [utc(run.at), run.jobName, took(run), marks.join("; ")];
}

function took(run: UpcomingRun | undefined): string {
  return run?.expectedMs === null || run === undefined ? "–" : formatDuration(ENGLISH, run.expectedMs);
}
