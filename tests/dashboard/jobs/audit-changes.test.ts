import { expect, test } from "vitest";
import { auditChanges } from "../../../lib/dashboard/jobs/audit-changes.ts";

test("names each field that differs by its path, and none that is as it was", () => {
  const before = { enabled: true, notes: null, params: { limit: 3, kinds: ["a"] } };
  const after = { enabled: false, notes: "moving", params: { limit: 3, kinds: ["a", "b"] } };
  expect(auditChanges(before, after)).toEqual([
    { field: "enabled", before: "true", after: "false" },
    { field: "params.kinds", before: "a", after: "a, b" },
    { field: "notes", before: null, after: "moving" },
  ]);
});

test.each([
  [null, null, []],
  [null, { role: "viewer" }, [{ field: "role", before: null, after: "viewer" }]],
  ["on", null, [{ field: "", before: "on", after: null }]],
  [[1, { a: 2 }], null, [{ field: "", before: '[1,{"a":2}]', after: null }]],
])("%j to %j", (before, after, changes) => {
  expect(auditChanges(before, after)).toEqual(changes);
});
