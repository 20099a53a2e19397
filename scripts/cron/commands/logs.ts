import { setTimeout as sleep } from "node:timers/promises";
import { type CallEntry, listCalls } from "../../../lib/dashboard/health/calls.ts";
import { listLogs } from "../../../lib/dashboard/runs/logs.ts";
import type { RunEntry } from "../../../lib/dashboard/runs/run-entry.ts";
import { callLine, callTable } from "../call-lines.ts";
import { type Command, EXIT, wholeNumberOption } from "../command.ts";
import { type Connection, connected } from "../connect.ts";
import { FILTER_WORDS, type LogsTarget, logsTarget } from "../log-filters.ts";
import { print, printJson } from "../output.ts";
import { runLine, runTable } from "../run-rows.ts";

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
    follow: { type: "boolean", help: "go on until Ctrl-C: a line for each call, or for each new state of a run" },
    limit: { type: "string", value: "N", help: "at most N runs or calls (50)" },
  },
  run(input) {
    const limit = wholeNumberOption(input, "limit", { least: 1, most: 200, byDefault: 50 });
    const target = logsTarget(input.texts("filter"), limit);
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
