import type { RunSave } from "../../cron/ports/states.ts";
import type { Json } from "../../cron/words/json.ts";

/** What became of one place in a state. */
export interface StateChange {
  /** Dotted path; "" for a state that is no object. */
  path: string;
  kind: "added" | "removed" | "changed";
  /** As JSON; null where there was none. */
  before: string | null;
  after: string | null;
}

/**
 * What differs between the two sides of a save, in the order of the paths' first sight; a list is one value: its items
 * have no names. Null where there is nothing to compare: no earlier state, or one that was cut.
 */
export function stateChanges({ before, after }: Pick<RunSave, "before" | "after">): StateChange[] | null {
  if (before.value === null || after.value === null || before.cutFrom !== null || after.cutFrom !== null) return null;
  const [left, right] = [leavesOf(before.value), leavesOf(after.value)];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].flatMap((path) => changeOf(path, left.get(path) ?? null, right.get(path) ?? null) ?? []);
}

function changeOf(path: string, before: string | null, after: string | null): StateChange | null {
  if (before === after) return null;
  const kind = before === null ? "added" : after === null ? "removed" : "changed";
  return { path, kind, before, after };
}

/** Leaves by their paths, as JSON: a stored null is not the same as nothing. */
function leavesOf(value: Json, path = ""): Map<string, string> {
  const isInner = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isInner || Object.keys(value).length === 0) return new Map([[path, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, part]) => [...leavesOf(part, path === "" ? name : `${path}.${name}`)]),
  );
}
