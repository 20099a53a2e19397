import { type BackfillStarted, startBackfill } from "../../../lib/commands/backfills.ts";
import {
  type BackfillOrder,
  type BackfillPreview,
  MAX_BACKFILL_CONCURRENCY,
  previewBackfill,
} from "../../../lib/commands/plan-backfill.ts";
import { BACKFILL_CHOICES } from "../../../lib/cron/schedules/backfill.ts";
import { formatDuration } from "../../../lib/dashboard/words/duration.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type Command, type CommandInput, EXIT, jsonValue, oneOf, UsageError, wholeNumberOption } from "../command.ts";
import { connected, requireListedJob } from "../connect.ts";
import { isoInstantOf } from "../instants.ts";
import { print, printJson, textTable, utc } from "../output.ts";

/** The runs wait for a long-lived process: this one would hand them back at its end. */
export const backfillCommand: Command = {
  name: "backfill",
  args: ["<job>"],
  summary: "run past slots of a job again, beside its live ones; a running server works them off",
  options: {
    from: { type: "string", value: "TIME", help: "the first slot, ISO 8601; required" },
    to: { type: "string", value: "TIME", help: "the last slot; required" },
    "dry-run": { type: "boolean", help: "only tell which slots, and how long it takes" },
    only: { type: "string", value: "WHICH", help: `${BACKFILL_CHOICES.join(", ")} (missing: those without a success)` },
    concurrency: { type: "string", value: "N", help: `so many at once, 1 to ${MAX_BACKFILL_CONCURRENCY} (1)` },
    schedule: { type: "string", value: "ID", help: "another schedule of the job" },
    params: { type: "string", value: "JSON", help: "instead of the schedule's" },
    force: { type: "boolean", help: "although the job is disabled or paused" },
  },
  run: (input) =>
    connected(async (connection) => {
      const order = orderOf(requireListedJob(connection, input.args[0] ?? "").name, input);
      if (input.has("dry-run")) show(input, await previewBackfill(connection.acting, order), previewWords);
      else show(input, await startBackfill(connection.acting, order, { kind: "none" }), startedWords);
      return EXIT.ok;
    }),
};

function orderOf(job: string, input: CommandInput): BackfillOrder {
  const params = input.text("params");
  return {
    job,
    from: instant(input, "from"),
    to: instant(input, "to"),
    only: oneOf(input, "only", BACKFILL_CHOICES) ?? "missing",
    concurrency: wholeNumberOption(input, "concurrency", { least: 1, most: MAX_BACKFILL_CONCURRENCY, byDefault: 1 }),
    force: input.has("force"),
    scheduleId: input.text("schedule") ?? undefined,
    params: params === null ? undefined : jsonValue("--params", params),
  };
}

function instant(input: CommandInput, name: "from" | "to"): Date {
  const text = input.text(name);
  if (text === null) throw new UsageError(`--${name} is missing`);
  return isoInstantOf(`--${name}`, text);
}

function show<Answer>(input: CommandInput, answer: Answer, words: (answer: Answer) => string): void {
  if (input.json) printJson(answer);
  else print(words(answer));
}

function previewWords({ jobName, slots, chosen, list, expectedMs }: BackfillPreview): string {
  const took = expectedMs === null ? "" : `, about ${formatDuration(ENGLISH, expectedMs)}`;
  const rows = list.map((slot) => [utc(slot.slot), slot.run?.status ?? "no run", slot.chosen ? "would run" : "stays"]);
  const more = slots.count - list.length;
  return [
    `${chosen.count} of ${slots.count} slots of ${jobName} would run${took}`,
    textTable(rows, ["slot (UTC)", "so far", "now"]),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}

function startedWords({ jobName, batch, added }: BackfillStarted): string {
  if (batch === null) return `No slot of ${jobName} in this range is to be run again`;
  return `${added} slots of ${jobName} wait to run again (batch ${batch.id}); a running server works them off`;
}
