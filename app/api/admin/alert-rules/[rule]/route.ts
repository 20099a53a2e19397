import { changeRule, resetRule, ruleBody, ruleScopeQuery } from "@/lib/commands/alert-rules.ts";
import { dashboardDeps } from "@/lib/commands/deps.ts";
import { readRule } from "@/lib/dashboard/alerts/rules.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "alerts:configure";

/** Says how a rule holds in a scope. */
export const PUT = adminRoute({ permission, body: ruleBody }, async (call) => {
  const name = segment(call.path, "rule");
  await changeRule(call, name, call.body);
  return json({ success: true, rule: await readRule(dashboardDeps(call.runtime), name) });
});

/** Gives a rule in a scope back to what the wider one says. */
export const DELETE = adminRoute({ permission, query: ruleScopeQuery }, async (call) => {
  const name = segment(call.path, "rule");
  await resetRule(call, name, call.query.scope);
  return json({ success: true, rule: await readRule(dashboardDeps(call.runtime), name) });
});
export const HEAD = refuseHead("PUT, DELETE");
