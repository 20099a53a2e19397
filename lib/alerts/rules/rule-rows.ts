import { z } from "zod";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Db } from "../../db.ts";
import { RULES, type RuleName, SEVERITIES } from "../words/vocabulary.ts";
import { type RuleInForce, type RuleOverride, ruleInForce } from "./rule-in-force.ts";

/** A row that SQL by hand made wrong counts for as much of it as can be read: no turn may fail over it. */
const storedOverride = z.object({
  rule: z.enum(RULES),
  scope: z.string(),
  enabled: z.boolean().nullable(),
  severity: z.enum(SEVERITIES).nullable().catch(null),
  numbers: z.record(z.string(), z.number()).catch({}),
});

/** Everything that people changed about rules. */
export async function readRuleOverrides(db: Pick<Db, "alertRule">): Promise<RuleOverride[]> {
  const rows = await db.alertRule.findMany({ orderBy: [{ rule: "asc" }, { scope: "asc" }] });
  return rows.flatMap((row) => {
    const { success, data } = storedOverride.safeParse(row);
    return success ? [data] : [];
  });
}

/** Asks for rules as they hold under these overrides: `SignalReads.rule`. */
export function rulesUnder(overrides: readonly RuleOverride[]) {
  return <Rule extends RuleName>(rule: Rule, job: AnyJob | null = null): RuleInForce<Rule> =>
    ruleInForce(rule, overrides, job);
}
