import { expect, test } from "vitest";
import { error, groupFindings, ok, warning } from "../../../lib/dashboard/health/finding.ts";

test("the worst stands first, and what one fix mends stands together", () => {
  const drift = (evidence: string) => warning({ check: "drift", evidence, fix: "sync", entry: "does-not-run" });
  const down = error({ check: "database", evidence: "away", fix: "start it", entry: "does-not-run" });
  const groups = groupFindings([ok("plan", "1 of 100"), drift("lacks a"), down, drift("lacks b"), ok("plan", "more")]);
  expect(groups.map(({ check, severity, evidence }) => [severity, check, evidence])).toEqual([
    ["error", "database", ["away"]],
    ["warning", "drift", ["lacks a", "lacks b"]],
    ["ok", "plan", ["1 of 100", "more"]],
  ]);
});
