import { describe, expect, test } from "vitest";
import { numberDisorder, type RuleOverride, ruleInForce } from "../../../lib/alerts/rules/rule-in-force.ts";
import { ruleDeclaration } from "../../../lib/alerts/rules/rule-table.ts";
import { RULES, type RuleName } from "../../../lib/alerts/words/vocabulary.ts";

const job = { name: "a", category: "ads" };
const said = (rule: RuleName, scope: string, changes: Partial<RuleOverride> = {}): RuleOverride => {
  return { rule, scope, enabled: null, severity: null, numbers: {}, ...changes };
};
const everywhere = said("failed", "", { enabled: false, numbers: { failures: 5, rareFailures: 2 } });
const ofAds = said("failed", "category:ads", { severity: "info", numbers: { failures: 7 } });
const ofA = said("failed", "job:a", { enabled: true, numbers: { rareFailures: 4 } });

describe("a rule in force", () => {
  test.each<[string, RuleOverride[], typeof job | null, object]>([
    [
      "is the code's where nobody says otherwise",
      [],
      job,
      { enabled: true, severity: "warning", numbers: { failures: 3, rareFailures: 1 } },
    ],
    [
      "is what is said everywhere",
      [everywhere],
      job,
      { enabled: false, severity: "warning", numbers: { failures: 5, rareFailures: 2 } },
    ],
    [
      "is what is said of the category, field by field",
      [ofAds, everywhere],
      job,
      { enabled: false, severity: "info", numbers: { failures: 7, rareFailures: 2 } },
    ],
    [
      "is what is said of the job, in whatever order the rows come",
      [ofA, ofAds, everywhere],
      job,
      { enabled: true, severity: "info", numbers: { failures: 7, rareFailures: 4 } },
    ],
    [
      "is not what is said of another job or category",
      [ofA, ofAds],
      { name: "b", category: "mail" },
      { enabled: true, severity: "warning", numbers: { failures: 3, rareFailures: 1 } },
    ],
    ["is not what is said of another rule", [said("late", "", { enabled: false })], job, { enabled: true }],
    ["asks for no scope of jobs where it is about none", [ofAds], null, { severity: "warning" }],
  ])("%s", (_title, overrides, target, expected) => {
    expect(ruleInForce("failed", overrides, target)).toMatchObject(expected);
  });

  test.each<[string, RuleOverride[], string]>([
    ["raises the severity by one", [], "critical"],
    ["also of what is said everywhere and of the category", [ofAds], "warning"],
    ["not above the worst", [said("failed", "", { severity: "critical" })], "critical"],
    ["not one that was set for this very job", [said("failed", "job:a", { severity: "info" })], "info"],
  ])("a job of high importance %s", (_title, overrides, severity) => {
    expect(ruleInForce("failed", overrides, { ...job, importance: "high" }).severity).toBe(severity);
  });

  test("holds stored numbers within the bounds of this release, and leaves out what it does not know", () => {
    const stored = said("failed", "", { numbers: { failures: 0, rareFailures: 9999, constructor: 3 } });
    expect(ruleInForce("failed", [stored], job).numbers).toEqual({ failures: 1, rareFailures: 50 });
  });

  test("never wants more slots skipped than it looks at", () => {
    expect(ruleInForce("overrun", [said("overrun", "job:a", { numbers: { skips: 20 } })], job).numbers).toEqual({
      skips: 10,
      ofSlots: 10,
    });
  });
});

describe("numbers that contradict each other", () => {
  const skips = (scope: string, count: number) => said("overrun", scope, { numbers: { skips: count } });
  const ofSlots = (scope: string, count: number) => said("overrun", scope, { numbers: { ofSlots: count } });

  test.each<[string, RuleOverride[], object | null]>([
    ["are none in the code", [], null],
    ["are those of one scope", [skips("", 11)], { first: "skips", second: "ofSlots", limit: 10 }],
    ["are those of two scopes", [skips("", 9), ofSlots("job:a", 8)], { first: "skips", second: "ofSlots", limit: 8 }],
    ["are none where the narrower scope makes up for it", [skips("job:a", 11), ofSlots("category:ads", 11)], null],
    ["are none of a job that is not there", [skips("job:b", 11)], null],
  ])("%s", (_title, overrides, expected) => {
    expect(numberDisorder("overrun", overrides, [job])).toEqual(expected);
  });
});

test.each(RULES)(
  "%s: the code's own numbers are within their bounds, and none of them lets it stay open for ever",
  (rule) => {
    for (const { byDefault, least, most } of Object.values(ruleDeclaration(rule).numbers)) {
      expect(byDefault).toBeGreaterThanOrEqual(least);
      expect(byDefault).toBeLessThanOrEqual(most);
      expect(least).toBeGreaterThan(0);
    }
    expect(numberDisorder(rule, [], [job])).toBeNull();
  },
);
