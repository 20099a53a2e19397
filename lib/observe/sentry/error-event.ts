import type { EndedRun } from "../../cron/words/answers.ts";
import type { Json, RunError } from "../../cron/words/json.ts";
import type { SentryEvent } from "./client.ts";

type Exception = NonNullable<NonNullable<SentryEvent["exception"]>["values"]>[number];
type Frames = NonNullable<Exception["stacktrace"]>["frames"];
export type Breadcrumb = NonNullable<SentryEvent["breadcrumbs"]>[number];
/** The SDK's own reader of stacks: the oldest call first. */
export type ParseStack = (stack: string) => Frames;

/** Of a run that failed for good, what its one event is made of. Everything in it was redacted by the engine. */
export interface FailedRun extends Pick<EndedRun, "id" | "jobName" | "status" | "trigger" | "attempts" | "message"> {
  category: string;
  completedAt: Date;
  error: RunError | null;
  /** The items that failed, or what the handler warned of before it threw. */
  breadcrumbs: readonly Breadcrumb[];
}

/** A run's id without dashes: told again, by another process too, it is still the same check-in and the same event. */
export const idInSentry = (runId: string): string => runId.replaceAll("-", "");

/** One event for each final failure. No parameters and no result: the link to the run is its id. */
export function eventOfRun(run: FailedRun, parse: ParseStack): SentryEvent {
  const error = run.error ?? { name: run.status, message: run.message, code: null, stack: null };
  return {
    event_id: idInSentry(run.id),
    timestamp: run.completedAt.getTime() / 1000,
    level: "error",
    logger: "cron",
    transaction: run.jobName,
    tags: {
      cron_job: run.jobName,
      cron_category: run.category,
      trigger: run.trigger,
      attempts: run.attempts,
      status: run.status,
      run_id: run.id,
    },
    fingerprint: [run.jobName, kindOf(error)],
    breadcrumbs: [...run.breadcrumbs],
    exception: { values: exceptionsOf(error, parse) },
  };
}

/** Where in the application an error came from that nobody foresaw. */
export interface FailedRequest {
  method: string;
  /** The route's pattern or path, without query. */
  route: string;
  /** route, page, action. */
  kind: string;
}

export function eventOfRequest(
  error: RunError,
  { method, route, kind }: FailedRequest,
  parse: ParseStack,
): SentryEvent {
  const transaction = `${method} ${route}`;
  const exception = { values: exceptionsOf(error, parse) };
  return { level: "error", logger: "http", transaction, tags: { route, kind }, exception };
}

/** Errors that differ in their numbers only are of one kind, as the screens count them. */
const kindOf = ({ name, message }: RunError) => `${name}: ${message.replace(/[0-9]+/g, "#").slice(0, 200)}`;

/** Items kept of a run: what `errors` of a result holds. */
export const MOST_BREADCRUMBS = 50;
const MOST_TEXT = 500;

/** The failed items of a result. */
export function failedItems(result: Json, at: Date): Breadcrumb[] {
  const errors = isObject(result) ? result.errors : null;
  const items = Array.isArray(errors) ? errors.filter(isObject) : [];
  return items.slice(0, MOST_BREADCRUMBS).map(({ id, error }) => {
    return breadcrumb({ at, level: "error", category: "item", message: `${text(id)}: ${text(error)}` });
  });
}

export function breadcrumb(told: { at: Date; level: "warn" | "error"; category: string; message: string }): Breadcrumb {
  const { at, level, category, message } = told;
  const severity = level === "warn" ? "warning" : "error";
  return { timestamp: at.getTime() / 1000, level: severity, category, message: message.slice(0, MOST_TEXT) };
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: Json | undefined) => (typeof value === "string" ? value : JSON.stringify(value ?? null));

/** Stands between a stack and that of its cause (lib/cron/words/serialize.ts). */
const CAUSE = "\nCaused by: ";

/** The deepest cause first, as Sentry wants them. */
function exceptionsOf({ name, message, stack }: RunError, parse: ParseStack): Exception[] {
  const [own = "", ...causes] = (stack ?? "").split(CAUSE);
  const first = { type: name, value: message, ...withFrames(own, parse) };
  return [first, ...causes.map((cause) => ({ ...headOf(cause), ...withFrames(cause, parse) }))].reverse();
}

function headOf(stack: string): Pick<Exception, "type" | "value"> {
  const [head = ""] = stack.split("\n    at ");
  const { type = "Error", value = head } = /^(?<type>[\w$.]+): (?<value>.*)$/s.exec(head)?.groups ?? {};
  return { type, value };
}

/** The stack is told by the project's own files, relative to it: what is not a package or Node is ours. */
function withFrames(stack: string, parse: ParseStack): Pick<Exception, "stacktrace"> {
  const frames = parse(stack) ?? [];
  if (frames.length === 0) return {};
  const isOurs = (file = "") => !file.includes("node_modules") && !file.startsWith("node:");
  return { stacktrace: { frames: frames.map((frame) => ({ ...frame, in_app: isOurs(frame.filename) })) } };
}
