import { ruleInForce } from "../../alerts/rules/rule-in-force.ts";
import { type NumbersOf, type RuleNumber, ruleDeclaration } from "../../alerts/rules/rule-table.ts";
import { RULES, type RuleName, SEVERITIES, type Severity } from "../../alerts/words/vocabulary.ts";
import type { Db, Prisma } from "../../db.ts";

/** A number of a rule: what holds everywhere, what the code says, and its bounds. */
export interface ShownNumber extends Pick<RuleNumber, "unit" | "byDefault" | "least" | "most"> {
  name: NumberName;
  value: number;
}

/** What a number of some rule is called. */
export type NumberName = { [Rule in RuleName]: keyof NumbersOf<Rule> }[RuleName];

/** What people changed about a rule in one scope. */
export interface ShownOverride {
  /** "" everywhere, `category:<name>` or `job:<name>`. */
  scope: string;
  /** Null: as the wider scope says. */
  enabled: boolean | null;
  severity: Severity | null;
  numbers: Record<string, number>;
  updatedAt: Date;
  updatedBy: string | null;
}

/** A rule as it holds everywhere, and what is otherwise in narrower scopes. */
export interface ShownRule {
  name: RuleName;
  enabled: boolean;
  severity: Severity;
  /** Whether it is about jobs, so that a category or a job may have it otherwise. */
  ofJobs: boolean;
  numbers: ShownNumber[];
  overrides: ShownOverride[];
}

/** Every rule, in the order of the docs. */
export async function listRules({ db }: { db: Db }): Promise<ShownRule[]> {
  const rows = await db.alertRule.findMany({ orderBy: [{ rule: "asc" }, { scope: "asc" }] });
  return RULES.map((name) => shownRule(name, rows));
}

/** One rule, or null where there is none of that name. */
export async function readRule({ db }: { db: Db }, given: string): Promise<ShownRule | null> {
  const name = RULES.find((known) => known === given);
  if (!name) return null;
  return shownRule(name, await db.alertRule.findMany({ where: { rule: name }, orderBy: { scope: "asc" } }));
}

function shownRule(name: RuleName, rows: readonly RuleRow[]): ShownRule {
  const overrides = rows.filter(({ rule }) => rule === name).map(overrideOf);
  const said = overrides.map((override) => ({ rule: name, ...override }));
  const { enabled, severity, numbers } = ruleInForce(name, said, null);
  const { ofJobs, numbers: declared } = ruleDeclaration(name);
  const values: Readonly<Record<string, number>> = numbers;
  return {
    ...{ name, enabled, severity, ofJobs, overrides },
    numbers: Object.entries(declared).map(([number, { unit, byDefault, least, most }]) => {
      return { name: number as NumberName, value: values[number] ?? byDefault, unit, byDefault, least, most };
    }),
  };
}

type RuleRow = Prisma.AlertRuleGetPayload<object>;

function overrideOf({ scope, enabled, severity, numbers, updatedAt, updatedBy }: RuleRow): ShownOverride {
  const told = Object.entries((numbers ?? {}) as Record<string, unknown>);
  return {
    ...{ scope, enabled, updatedAt, updatedBy },
    severity: SEVERITIES.find((known) => known === severity) ?? null,
    numbers: Object.fromEntries(told.filter((entry): entry is [string, number] => typeof entry[1] === "number")),
  };
}
