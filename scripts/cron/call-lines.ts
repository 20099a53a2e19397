import type { CallEntry } from "../../lib/dashboard/health/calls.ts";
import { utc } from "./output.ts";
import { textTable } from "./text-table.ts";

const HEAD = ["called (UTC)", "status", "call", "reason", "agent", "address", "took", "schedule", "run"];
const AGENT_LENGTH = 40;

export function callTable(calls: readonly CallEntry[]): string {
  return textTable(calls.map(callCells), HEAD);
}

/** One call in a line that can be read without a head, as `logs --follow` prints it. */
export function callLine(call: CallEntry): string {
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
