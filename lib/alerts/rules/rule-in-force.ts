import type { Importance } from "../../cron/jobs/define-job.ts";
import { type RuleName, SEVERITIES, type Severity } from "../words/vocabulary.ts";
import { type NumbersOf, ruleDeclaration } from "./rule-table.ts";

/** What people changed about a rule, as a row of `alert_rules` has it. */
export interface RuleOverride {
  rule: RuleName;
  /** "" everywhere, `category:<name>` or `job:<name>`. */
  scope: string;
  /** Null: as the wider scope says. */
  enabled: boolean | null;
  severity: Severity | null;
  /** What is absent is as the wider scope says. */
  numbers: Readonly<Record<string, number>>;
}

/** The job that a rule is asked about. */
export interface RuleTarget {
  name: string;
  category: string;
  importance?: Importance;
}

/** A rule as it holds for a job, or for what is about no job. */
export interface RuleInForce<Rule extends RuleName = RuleName> {
  enabled: boolean;
  severity: Severity;
  numbers: NumbersOf<Rule>;
}

/**
 * The rule as it holds: code, then what was said everywhere, of the category, of the job; the narrower wins, field by
 * field. A job of high importance raises the severity by one, but not one that somebody set for this very job. Pure.
 */
export function ruleInForce<Rule extends RuleName>(
  rule: Rule,
  overrides: readonly RuleOverride[],
  job: RuleTarget | null,
): RuleInForce<Rule> {
  const own = saidOf(rule, overrides, job);
  const declared = ruleDeclaration(rule);
  const last = <Value>(values: (Value | null)[]) => values.filter((value) => value !== null).at(-1);
  const severity = last(own.map((row) => row.severity)) ?? declared.severity;
  const isSetForJob = own.some((row) => row.scope.startsWith("job:") && row.severity !== null);
  return {
    enabled: last(own.map((row) => row.enabled)) ?? declared.on,
    severity: job?.importance === "high" && !isSetForJob ? raised(severity) : severity,
    numbers: inOrder(rule, numbersOf(rule, own)) as NumbersOf<Rule>,
  };
}

/** Two numbers of a rule that contradict each other: `first` is above `second`, which is `limit`. */
export interface NumberDisorder {
  first: string;
  second: string;
  limit: number;
}

/**
 * Where numbers that were said in different scopes come together to a rule that could never open, or never stay closed:
 * for what is about no job, and for each job. Null where there is no such thing. Pure.
 */
export function numberDisorder(
  rule: RuleName,
  overrides: readonly RuleOverride[],
  jobs: readonly RuleTarget[],
): NumberDisorder | null {
  const [first, second] = ruleDeclaration(rule).inOrder ?? [];
  if (!first || !second) return null;
  for (const job of [null, ...jobs]) {
    const { [first]: low = 0, [second]: limit = 0 } = numbersOf(rule, saidOf(rule, overrides, job));
    if (low > limit) return { first, second, limit };
  }
  return null;
}

/** What was said of the rule, from the widest scope to the job's own. */
function saidOf(rule: RuleName, overrides: readonly RuleOverride[], job: RuleTarget | null): RuleOverride[] {
  return scopesOf(job).flatMap((scope) => overrides.filter((row) => row.rule === rule && row.scope === scope));
}

/** Rows that contradict each other, as after a reset of one of them, make no rule that can never open. */
function inOrder(rule: RuleName, numbers: Record<string, number>): Record<string, number> {
  const [first, second] = ruleDeclaration(rule).inOrder ?? [];
  if (!first || !second) return numbers;
  const { [first]: low = 0, [second]: limit = 0 } = numbers;
  return { ...numbers, [first]: Math.min(low, limit) };
}

function scopesOf(job: RuleTarget | null): string[] {
  return ["", ...(job ? [`category:${job.category}`, `job:${job.name}`] : [])];
}

function raised(severity: Severity): Severity {
  return SEVERITIES[SEVERITIES.indexOf(severity) - 1] ?? severity;
}

/** A number that a later release bounds more narrowly is held at its bound; one that it does not know is left out. */
function numbersOf(rule: RuleName, own: readonly RuleOverride[]): Record<string, number> {
  const said: Readonly<Record<string, unknown>> = Object.assign({}, ...own.map(({ numbers }) => numbers));
  const declared = Object.entries(ruleDeclaration(rule).numbers);
  return Object.fromEntries(
    declared.map(([name, { byDefault, least, most }]) => {
      const value = said[name];
      return [name, typeof value === "number" ? Math.min(most, Math.max(least, value)) : byDefault];
    }),
  );
}
