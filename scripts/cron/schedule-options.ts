import type { z } from "zod";
import { MISFIRE_POLICIES, OVERLAP_POLICIES } from "../../lib/cron/words/vocabulary.ts";
import { type CommandInput, type CommandOption, jsonValue, oneOf, UsageError } from "./command.ts";
import { instantOption } from "./instants.ts";
import { parseDuration } from "./ticker/duration.ts";

/** What a schedule is made of, as options: the body of the schedules' routes, typed at a terminal. */
export const SCHEDULE_OPTIONS: Readonly<Record<string, CommandOption>> = {
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
export function scheduleFields(input: CommandInput): Record<string, unknown> {
  const params = input.text("params");
  const enabled = oneOf(input, "enabled", ["yes", "no"]);
  const fields = {
    trigger: triggerOf(input),
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
export function checkedBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

function triggerOf(input: CommandInput): Record<string, unknown> | null {
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
