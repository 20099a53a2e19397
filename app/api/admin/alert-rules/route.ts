import { dashboardDeps } from "@/lib/commands/deps.ts";
import { listRules } from "@/lib/dashboard/alerts/rules.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "alerts:view" }, async ({ runtime }) =>
  json({ success: true, rules: await listRules(dashboardDeps(runtime)) }),
);
