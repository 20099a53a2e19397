import type { z } from "zod";
import { type CallsQuery, callsQuery } from "../../lib/dashboard/health/calls.ts";
import { type LogsQuery, logsQuery } from "../../lib/dashboard/runs/log-filter.ts";
import { UsageError } from "./command.ts";

/** What `logs` shows: runs, or calls of the cron routes. */
export type LogsTarget = { of: "runs"; query: LogsQuery } | { of: "calls"; query: CallsQuery };

/** The words of a filter, and what they narrow. */
const RUN_FIELDS: Fields = {
  job: "job_name",
  status: "status",
  trigger: "trigger",
  from: "from",
  to: "to",
  q: "q",
};
const CALL_FIELDS: Fields = { requestPath: "path", status: "status", from: "from", to: "to" };
const NAMES = [...new Set([...Object.keys(RUN_FIELDS), ...Object.keys(CALL_FIELDS)])];
export const FILTER_WORDS = NAMES.join(", ");

type Fields = Readonly<Record<string, string>>;
type Filter = readonly [name: string, value: string];

const HTTP_STATUS = /^\d{3}$/;
const ROUTE_OF_JOB = /^\/api\/cron\/(?:execute\/)?([^/]+)$/;

/**
 * What the filters ask for. An HTTP status asks for calls, and so does a path unless something beside it narrows runs:
 * then the path stands for its job.
 * @param filters each `NAME:VALUE` @throws UsageError
 */
export function logsTarget(filters: readonly string[], limit: number): LogsTarget {
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
