import type { RuleName, Severity } from "../words/vocabulary.ts";

/** What a rule's number counts or measures. */
export type RuleUnit = "runs" | "slots" | "checks" | "turns" | "calls" | "seconds" | "minutes" | "percent" | "times";

/** A number of a rule that people may change, with the bounds within which the rule can open and close. */
export interface RuleNumber {
  readonly unit: RuleUnit;
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
  /** What it is, for the docs. */
  readonly is: string;
}

interface RuleDeclaration {
  /** Whether it holds where nobody says otherwise. */
  readonly on: boolean;
  /** Raised by one where the job is of high importance. */
  readonly severity: Severity;
  /** Whether it is about jobs, so that a category or a job may have it otherwise. */
  readonly ofJobs: boolean;
  readonly opens: string;
  readonly closes: string;
  readonly numbers: Readonly<Record<string, RuleNumber>>;
  /** Two of its numbers of which the first may not be above the second: else it could never open, or never stay closed. */
  readonly inOrder?: readonly [string, string];
}

const seconds = (byDefault: number, is: string, [least, most] = [1, 86_400]): RuleNumber => {
  return { unit: "seconds", byDefault, least: least ?? 1, most: most ?? 86_400, is };
};
const count = (unit: RuleUnit, byDefault: number, is: string, most = 50): RuleNumber => {
  return { unit, byDefault, least: 1, most, is };
};

/** All rules: what opens and closes an incident, and what of it people may change. docs/alerts.md is generated from it. */
export const RULE_TABLE = {
  failed: {
    on: true,
    severity: "warning",
    ofJobs: true,
    opens: "so many final failures in a row; backfills do not count, runs by hand do",
    closes: "the next success, or the job is switched off",
    numbers: {
      failures: count("runs", 3, "of a job that runs more often than every 6 h"),
      rareFailures: count("runs", 1, "of a job that runs every 6 h or rarer"),
    },
  },
  partial: {
    on: false,
    severity: "warning",
    ofJobs: true,
    opens: "so many partial runs in a row",
    closes: "a complete run",
    numbers: { partials: count("runs", 3, "partial runs in a row") },
  },
  missed: {
    on: true,
    severity: "warning",
    ofJobs: true,
    opens: "a slot ended `missed`, or nothing had begun for it so long after its grace",
    closes: "the next slot that ran",
    numbers: { marginSeconds: seconds(60, "after the schedule's grace", [30, 86_400]) },
  },
  born_dead: {
    on: true,
    severity: "critical",
    ofJobs: true,
    opens: "a job has not succeeded once so long after its first slot; the cause is named",
    closes: "the first success",
    numbers: { marginSeconds: seconds(300, "after the first slot", [60, 86_400]) },
  },
  late: {
    on: true,
    severity: "warning",
    ofJobs: true,
    opens: "the deadline of the job's `finishBy` has passed, or will by the p95 of its runs",
    closes: "the next slot that was done in time",
    numbers: { leastRuns: count("runs", 5, "successful runs before its end is forecast", 100) },
  },
  slow: {
    on: true,
    severity: "info",
    ofJobs: true,
    opens:
      "a run takes longer than all three: so many times the p95, so many times the median, so many seconds; or the p95 is near the timeout",
    closes: "back under",
    numbers: {
      p95Factor: { unit: "times", byDefault: 3, least: 1.5, most: 100, is: "the p95 of its runs" },
      usualFactor: { unit: "times", byDefault: 3, least: 1.5, most: 1000, is: "the median of its runs" },
      leastSeconds: seconds(60, "what is shorter is never slow"),
      timeoutPercent: { unit: "percent", byDefault: 80, least: 10, most: 100, is: "of the timeout, for the p95" },
      leastRuns: count("runs", 10, "successful runs before anything is said", 100),
    },
  },
  stuck: {
    on: true,
    severity: "warning",
    ofJobs: true,
    opens: "a handler goes on so long after it was told to stop, or a run is held so long after its lease",
    closes: "the run ended",
    numbers: { graceSeconds: seconds(60, "after the abort, or after the lease", [10, 86_400]) },
  },
  overrun: {
    on: true,
    severity: "warning",
    ofJobs: true,
    opens: "so many of the latest slots were skipped because the run before them was still under way",
    closes: "fewer again",
    numbers: {
      skips: count("slots", 3, "skipped as `already_running`", 50),
      ofSlots: count("slots", 10, "latest slots that are looked at", 100),
    },
    inOrder: ["skips", "ofSlots"],
  },
  component: {
    on: true,
    severity: "critical",
    ofJobs: false,
    opens: "so many failing checks in a row",
    closes: "the first good one",
    numbers: { checks: count("checks", 2, "failing checks in a row") },
  },
  scheduler: {
    on: true,
    severity: "critical",
    ofJobs: false,
    opens: "nothing was dispatched for so many expected turns",
    closes: "it turns again",
    numbers: { turns: { unit: "turns", byDefault: 2, least: 2, most: 100, is: "expected turns" } },
  },
  refused: {
    on: true,
    severity: "warning",
    ofJobs: false,
    opens: "more refused secrets than that within the time, or one of the platform's own calls",
    closes: "so long without",
    numbers: {
      calls: count("calls", 20, "refused calls", 10_000),
      withinMinutes: count("minutes", 10, "in which they are counted", 60),
      quietMinutes: count("minutes", 60, "without one", 1440),
    },
    inOrder: ["withinMinutes", "quietMinutes"],
  },
  drift: {
    on: true,
    severity: "warning",
    ofJobs: false,
    opens: "the platform calls what this release does not have, or does not call what it has",
    closes: "they agree",
    numbers: {},
  },
  channel: {
    on: true,
    severity: "warning",
    ofJobs: false,
    opens: "a message to a channel failed for good, or its canary did not arrive",
    closes: "a delivery",
    numbers: {},
  },
  release: {
    on: true,
    severity: "info",
    ofJobs: false,
    opens: "a new release with jobs added, removed or rescheduled: information",
    closes: "the next release, or a day later",
    numbers: {},
  },
  raised: {
    on: true,
    severity: "warning",
    ofJobs: true,
    opens: "a handler called `ctx.alerts.raise`; the severity is the call's",
    closes: "`ctx.alerts.resolve`",
    numbers: {},
  },
} as const satisfies Readonly<Record<RuleName, RuleDeclaration>>;

/** The same without the names of the numbers: for whoever treats all rules alike. */
export const ruleDeclaration = (rule: RuleName): RuleDeclaration => RULE_TABLE[rule];

/** A rule's numbers as they hold, by name. */
export type NumbersOf<Rule extends RuleName> = {
  readonly [Name in keyof (typeof RULE_TABLE)[Rule]["numbers"]]: number;
};
