import { expect, test } from "vitest";
import type { Json } from "../../../lib/cron/words/json.ts";
import { stateChanges } from "../../../lib/dashboard/runs/state-changes.ts";

const side = (value: Json, cutFrom: number | null = null) => ({ version: 1, value, cutFrom });
const between = (before: Json, after: Json) => stateChanges({ before: side(before), after: side(after) });

test("names each place that was added, removed or changed by its path, and none that is as it was", () => {
  const before = { cursor: 3, old: null, inner: { kept: [1], gone: {} } };
  const after = { cursor: 4, inner: { kept: [1], made: null } };
  expect(between(before, after)).toEqual([
    { path: "cursor", kind: "changed", before: "3", after: "4" },
    { path: "old", kind: "removed", before: "null", after: null },
    { path: "inner.gone", kind: "removed", before: "{}", after: null },
    { path: "inner.made", kind: "added", before: null, after: "null" },
  ]);
});

test.each<[Json, Json, unknown]>([
  [{ a: 1 }, { a: 1 }, []],
  [1, "1", [{ path: "", kind: "changed", before: "1", after: '"1"' }]],
  [[1], [1, 2], [{ path: "", kind: "changed", before: "[1]", after: "[1,2]" }]],
  [{ a: null }, { a: 0 }, [{ path: "a", kind: "changed", before: "null", after: "0" }]],
])("%j to %j", (before, after, changes) => {
  expect(between(before, after)).toEqual(changes);
});

test("compares nothing without an earlier state, and nothing that was cut", () => {
  expect(between(null, { a: 1 })).toBeNull();
  expect(stateChanges({ before: side("{", 20_000), after: side({ a: 1 }) })).toBeNull();
});
