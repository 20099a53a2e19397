import { setTimeout as sleep } from "node:timers/promises";
import { type LogsQuery, logsQuery } from "../../../lib/dashboard/log-filter.ts";
import { listLogs } from "../../../lib/dashboard/logs.ts";
import type { RunEntry } from "../../../lib/dashboard/run-entry.ts";
import { type Command, type CommandInput, EXIT, UsageError, wholeNumber } from "../command.ts";
import { type Connection, connected } from "../connect.ts";
import { print, printJson } from "../output.ts";
import { runLine, runTable } from "../run-rows.ts";

const POLL_MS = 1_000;
const FOLLOWED = 200;
/** The words of a filter, and what they narrow. */
const FIELDS: Readonly<Record<string, string>> = {
  job: "job_name",
  status: "status",
  trigger: "trigger",
  from: "from",
  to: "to",
  q: "q",
};
const ROUTE = /^\/api\/cron\/(?:execute\/)?([^/]+)$/;

export const logs: Command = {
  name: "logs",
  summary: "the runs of all jobs, newest first, or as they come",
  options: {
    filter: {
      type: "string",
      multiple: true,
      value: "NAME:VALUE",
      help: `${Object.keys(FIELDS).join(", ")} or requestPath; several narrow further`,
    },
    follow: { type: "boolean", help: "go on until Ctrl-C: a line for each new state of a run" },
    limit: { type: "string", value: "N", help: "at most N runs (50)" },
  },
  run(input) {
    const limit = wholeNumber(input, "limit", { least: 1, most: 200, byDefault: 50 });
    const query = queryOf(input.texts("filter"), limit);
    return connected(async (connection) => {
      await (input.has("follow") ? follow(connection, query, input) : show(connection, query, input));
      return EXIT.ok;
    });
  },
};

async function show({ deps }: Connection, query: LogsQuery, { json }: CommandInput): Promise<void> {
  const page = await listLogs(deps, query);
  if (json) printJson(page);
  else print(page.logs.length === 0 ? "  No runs" : runTable(page.logs));
}

/** Oldest first, each state of a run once; in JSON one object a line. */
async function follow({ deps, stop }: Connection, query: LogsQuery, { json }: CommandInput): Promise<void> {
  const told = new Map<string, string>();
  for (let limit = query.limit; !stop.aborted; limit = FOLLOWED) {
    const { logs: runs } = await listLogs(deps, { ...query, limit });
    for (const run of runs.toReversed().filter((entry) => told.get(entry.id) !== stamp(entry))) {
      told.set(run.id, stamp(run));
      print(json ? JSON.stringify(run) : runLine(run));
    }
    await sleep(POLL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

const stamp = ({ state, attempts, stopping }: RunEntry) => `${state} ${attempts} ${stopping}`;

function queryOf(filters: readonly string[], limit: number): LogsQuery {
  const parsed = logsQuery.safeParse({ limit: String(limit), ...Object.fromEntries(filters.map(filterField)) });
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--filter ${path.join(".")}: ${message}`).join("; "),
  );
}

function filterField(filter: string): [string, string] {
  const colon = filter.indexOf(":");
  const [name, value] = [filter.slice(0, colon), filter.slice(colon + 1)];
  const field = FIELDS[name];
  if (colon > 0 && field !== undefined) return [field, value];
  const job = name === "requestPath" ? ROUTE.exec(value)?.[1] : undefined;
  if (job !== undefined) return ["job_name", job];
  throw new UsageError(
    `--filter: expected NAME:VALUE with ${Object.keys(FIELDS).join(", ")} or requestPath:/api/cron/JOB, got "${filter}"`,
  );
}
