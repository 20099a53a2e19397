import { z } from "zod";
import { numberDisorder, type RuleOverride } from "../alerts/rules/rule-in-force.ts";
import { readRuleOverrides } from "../alerts/rules/rule-rows.ts";
import { ruleDeclaration } from "../alerts/rules/rule-table.ts";
import { RULES, type RuleName, SEVERITIES } from "../alerts/words/vocabulary.ts";
import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { invalidInput, notFound } from "../auth/refusals.ts";
import type { Json } from "../cron/words/json.ts";
import { type Issue, issueAt } from "../dashboard/words/issue-words.ts";

const scope = z.string().trim().max(110).default("");

/** Body of `PUT /api/admin/alert-rules/<rule>`: what holds there from now on; what is absent is as the wider scope says. */
export const ruleBody = z.strictObject({
  /** "" everywhere, `category:<name>` or `job:<name or alias>`. */
  scope,
  enabled: z.boolean().nullable().default(null),
  severity: z.enum(SEVERITIES).nullable().default(null),
  numbers: z.record(z.string(), z.number()).default({}),
});
export type RuleChange = z.output<typeof ruleBody>;

/** Query of `DELETE /api/admin/alert-rules/<rule>`. */
export const ruleScopeQuery = z.strictObject({ scope });

/**
 * Says how a rule holds in a scope, in place of what was said there before. A change that says nothing takes the
 * override away.
 * @returns the override that holds there now; null when there is none
 * @throws ApiError 404 for an unknown rule, 422 for a scope or numbers that it does not have
 */
export async function changeRule(acting: Acting, name: string, change: RuleChange): Promise<RuleOverride | null> {
  const rule = requireRule(name);
  const known = requireScope(acting, rule, change.scope);
  const issues = numberIssues(rule, change.numbers);
  if (issues.length > 0) throw invalidInput("body", issues);
  const { enabled, severity, numbers } = change;
  const saysNothing = enabled === null && severity === null && Object.keys(numbers).length === 0;
  const said = { enabled, severity, numbers };
  await requireOrder(acting, { rule, scope: known, ...said });
  return await write(acting, { rule, scope: known }, saysNothing ? null : said);
}

/** Each number may fit by itself, and not go with what another scope says. @throws ApiError 422 */
async function requireOrder({ runtime: { db, engine } }: Acting, change: RuleOverride): Promise<void> {
  const others = (await readRuleOverrides(db)).filter(
    ({ rule, scope: at }) => rule !== change.rule || at !== change.scope,
  );
  const disorder = numberDisorder(change.rule, [...others, change], engine.jobs);
  if (disorder === null) return;
  throw invalidInput("body", [issueAt(`numbers.${disorder.first}`, "numbers_contradict", { ...disorder })]);
}

/** Gives a rule in a scope back to what the wider one says. Without an override it changes nothing. */
export async function resetRule(acting: Acting, name: string, given: string): Promise<void> {
  const rule = requireRule(name);
  // A job or category that the code has no more may still have one.
  const canonical = acting.runtime.engine.find(given.replace(/^job:/, ""))?.name;
  await write(acting, { rule, scope: given.startsWith("job:") && canonical ? `job:${canonical}` : given }, null);
}

type Said = Pick<RuleOverride, "enabled" | "severity" | "numbers">;

async function write(
  acting: Acting,
  key: { rule: RuleName; scope: string },
  after: Said | null,
): Promise<RuleOverride | null> {
  await acting.runtime.db.$transaction(async (tx) => {
    const where = { rule_scope: key };
    const select = { enabled: true, severity: true, numbers: true };
    const before = await tx.alertRule.findUnique({ where, select });
    if (before === null && after === null) return;
    const data = after && { ...after, numbers: { ...after.numbers }, updatedBy: actorName(acting).slice(0, 200) };
    if (data === null) await tx.alertRule.delete({ where });
    else {
      const update = { ...data, updatedAt: acting.runtime.clock.now() };
      await tx.alertRule.upsert({ where, update, create: { ...key, ...update } });
    }
    const target = key.scope === "" ? key.rule : `${key.rule} (${key.scope})`;
    const sides = {
      before: before as Json,
      after: after && { ...after, numbers: { ...after.numbers } },
    };
    await recordAudit(tx, acting, { action: after ? "rule.change" : "rule.reset", target, ...sides });
  });
  return after && { ...key, ...after };
}

/** @throws ApiError 404 */
function requireRule(name: string): RuleName {
  const rule = RULES.find((known) => known === name);
  if (rule) return rule;
  throw notFound(`There is no rule ${name.slice(0, 60)}: expected one of ${RULES.join(", ")}`, "unknown_rule");
}

/** The scope by its canonical name. @throws ApiError 422 */
function requireScope({ runtime: { engine } }: Acting, rule: RuleName, given: string): string {
  if (given === "") return given;
  if (!ruleDeclaration(rule).ofJobs) throw invalidInput("body", [issueAt("scope", "rule_of_no_job", { rule })]);
  const job = given.startsWith("job:") ? engine.find(given.slice("job:".length)) : null;
  if (job) return `job:${job.name}`;
  if (engine.jobs.some(({ category }) => `category:${category}` === given)) return given;
  throw invalidInput("body", [issueAt("scope", "no_scope", { given })]);
}

/** A number outside of its bounds would make a rule that never opens or never closes. */
function numberIssues(rule: RuleName, numbers: Readonly<Record<string, number>>): Issue[] {
  const declared = ruleDeclaration(rule).numbers;
  return Object.entries(numbers).flatMap(([name, value]) => {
    const number = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const path = `numbers.${name}`;
    if (!number) return [issueAt(path, "no_such_number", { names: Object.keys(declared).join(", ") || "-" })];
    const { least, most, unit } = number;
    const fits = value >= least && value <= most && (unit === "times" || Number.isInteger(value));
    return fits ? [] : [issueAt(path, "number_outside", { least, most })];
  });
}
