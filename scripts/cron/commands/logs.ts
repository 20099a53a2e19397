import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { type CallEntry, type CallsQuery, callsQuery, listCalls } from "../../../lib/dashboard/health/calls.ts";
import { type LogsQuery, logsQuery } from "../../../lib/dashboard/runs/log-filter.ts";
import { listLogs } from "../../../lib/dashboard/runs/logs.ts";
import type { RunEntry } from "../../../lib/dashboard/runs/run-entry.ts";
import { type Command, EXIT, UsageError, wholeNumberOption } from "../command.ts";
import { type Connection, connected } from "../connect.ts";
import { print, printJson, textTable, utc } from "../output.ts";
import { runLine, runTable } from "../run-rows.ts";

/** What `logs` shows: runs, or calls of the cron routes. */
type LogsTarget = { of: "runs"; query: LogsQuery } | { of: "calls"; query: CallsQuery };

/** The words of a filter, and what they narrow. */
const RUN_FIELDS: Fields = {
  job: "job_name",
  schedule: "schedule_id",
  status: "status",
  trigger: "trigger",
  from: "from",
  to: "to",
  q: "q",
};
const CALL_FIELDS: Fields = { requestPath: "path", status: "status", from: "from", to: "to" };
const NAMES = [...new Set([...Object.keys(RUN_FIELDS), ...Object.keys(CALL_FIELDS)])];
const FILTER_WORDS = NAMES.join(", ");

type Fields = Readonly<Record<string, string>>;
type Filter = readonly [name: string, value: string];

const HTTP_STATUS = /^\d{3}$/;
const ROUTE_OF_JOB = /^\/api\/cron\/(?:execute\/)?([^/]+)$/;

/**
 * What the filters ask for. An HTTP status asks for calls, and so does a path unless something beside it narrows runs:
 * then the path stands for its job.
 * @param filters each `NAME:VALUE` @throws UsageError
 */
function logsTarget(filters: readonly string[], limit: number): LogsTarget {
  const read = filters.map(readFilter);
  const hasPath = read.some(([name]) => name === "requestPath");
  const hasStatus = read.some(([name, value]) => name === "status" && HTTP_STATUS.test(value));
  if (hasStatus || (hasPath && !read.some(narrowsRuns))) {
    return { of: "calls", query: queryOf(callsQuery, { fields: CALL_FIELDS, filters: read, limit }) };
  }
  return { of: "runs", query: queryOf(logsQuery, { fields: RUN_FIELDS, filters: read.map(pathAsJob), limit }) };
}

function readFilter(filter: string): Filter {
  const colon = filter.indexOf(":");
  const name = filter.slice(0, Math.max(0, colon));
  if (NAMES.includes(name)) return [name, filter.slice(colon + 1)];
  throw new UsageError(`--filter: expected NAME:VALUE with ${FILTER_WORDS}, got "${filter}"`);
}

function narrowsRuns([name]: Filter): boolean {
  return name === "status" || !(name in CALL_FIELDS);
}

function pathAsJob([name, value]: Filter): Filter {
  if (name !== "requestPath") return [name, value];
  const job = ROUTE_OF_JOB.exec(value)?.[1];
  if (job !== undefined) return ["job", job];
  throw new UsageError(`--filter: runs have the path of their job, /api/cron/JOB, got "requestPath:${value}"`);
}

function queryOf<Schema extends z.ZodType>(
  schema: Schema,
  { fields, filters, limit }: { fields: Fields; filters: readonly Filter[]; limit: number },
): z.output<Schema> {
  const values = filters.map(([name, value]) => {
    const field = fields[name];
    if (field !== undefined) return [field, value];
    throw new UsageError(`--filter ${name}: calls are narrowed by ${Object.keys(fields).join(", ")} only`);
  });
  const parsed = schema.safeParse({ limit: String(limit), ...Object.fromEntries(values) });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--filter ${path.join(".")}: ${message}`).join("; "),
  );
}

const HEAD = ["called (UTC)", "status", "call", "reason", "agent", "address", "took", "schedule", "run"];
const AGENT_LENGTH = 40;

function callTable(calls: readonly CallEntry[]): string {
  return textTable(calls.map(callCells), HEAD);
}

/** One call in a line that can be read without a head, as `logs --follow` prints it. */
function callLine(call: CallEntry): string {
  return callCells(call).join("  ");
}

function callCells(call: CallEntry): string[] {
  return [
    utc(call.at),
    String(call.status),
    `${call.method} ${call.path}`,
    `${call.reason ?? "–"}${call.sampled === 0 ? "" : ` (and ${call.sampled} more alike)`}`,
    call.agent?.slice(0, AGENT_LENGTH) ?? "–",
    call.address,
    `${call.duration} ms`,
    call.schedule ?? "–",
    call.runId ?? "–",
  ];
}

const POLL_MS = 1_000;
const FOLLOWED = 200;

export const logs: Command = {
  name: "logs",
  summary: "the runs of all jobs, or the calls of their routes, newest first or as they come",
  options: {
    filter: {
      type: "string",
      multiple: true,
      value: "NAME:VALUE",
      help: `${FILTER_WORDS}; several narrow further; a path or an HTTP status shows calls, refused ones too`,
    },
    schedule: { type: "string", value: "ID", help: "the runs of this schedule, as --filter schedule:ID" },
    follow: { type: "boolean", help: "go on until Ctrl-C: a line for each call, or for each new state of a run" },
    limit: { type: "string", value: "N", help: "at most N runs or calls (50)" },
  },
  run(input) {
    const limit = wholeNumberOption(input, "limit", { least: 1, most: 200, byDefault: 50 });
    const schedule = input.text("schedule");
    const filters = [...input.texts("filter"), ...(schedule === null ? [] : [`schedule:${schedule}`])];
    const target = logsTarget(filters, limit);
    return connected(async (connection) => {
      if (input.has("follow")) await follow(connection, feedOf(connection, target), { limit, json: input.json });
      else await show(connection, target, input.json);
      return EXIT.ok;
    });
  },
};

async function show({ deps }: Connection, target: LogsTarget, json: boolean): Promise<void> {
  if (target.of === "calls") {
    const page = await listCalls(deps, target.query);
    if (json) printJson(page);
    else print(page.calls.length === 0 ? "  No calls" : callTable(page.calls));
    return;
  }
  const page = await listLogs(deps, target.query);
  if (json) printJson(page);
  else print(page.logs.length === 0 ? "  No runs" : runTable(page.logs));
}

/** What is followed, as lines. */
interface FeedItem {
  id: string;
  at: Date;
  /** Changes with whatever is worth another line. */
  stamp: string;
  words: string;
  json: RunEntry | CallEntry;
}

/** Reads the newest items, newest first. */
type Feed = (limit: number) => Promise<FeedItem[]>;

function feedOf({ deps }: Connection, target: LogsTarget): Feed {
  if (target.of === "calls") {
    return async (limit) => (await listCalls(deps, { ...target.query, limit })).calls.map(callItem);
  }
  return async (limit) => (await listLogs(deps, { ...target.query, limit })).logs.map(runItem);
}

const callItem = (call: CallEntry): FeedItem => {
  return { id: call.id, at: call.at, stamp: "", words: callLine(call), json: call };
};

function runItem(run: RunEntry): FeedItem {
  const { id, startedAt, state, attempts, stopping } = run;
  return { id, at: startedAt, stamp: `${state} ${attempts} ${stopping}`, words: runLine(run), json: run };
}

/**
 * The last `first.limit` items, then only what is new, oldest first, each state of an item once; in JSON one object a
 * line. What the first look saw and did not show is told when it changes, not because a later look reaches further.
 */
async function follow({ stop }: Connection, read: Feed, first: { limit: number; json: boolean }): Promise<void> {
  const told = new Map<string, string>();
  const seen = await read(FOLLOWED);
  for (const { id, stamp } of seen.slice(first.limit)) told.set(id, stamp);
  const oldest = seen.length < FOLLOWED ? null : (seen.at(-1)?.at ?? null);
  for (let items = seen; !stop.aborted; items = await read(FOLLOWED)) {
    const isNew = ({ id, stamp, at }: FeedItem) => told.get(id) !== stamp && (oldest === null || at >= oldest);
    for (const { id, stamp, words, json } of items.toReversed().filter(isNew)) {
      told.set(id, stamp);
      print(first.json ? JSON.stringify(json) : words);
    }
    await sleep(POLL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
