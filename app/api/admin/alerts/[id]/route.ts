import { dashboardDeps } from "@/lib/commands/deps.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { incidentAnswer } from "@/lib/http/routes/alerts.ts";
import { segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "alerts:view" }, async (call) =>
  incidentAnswer(dashboardDeps(call.runtime), segment(call.path, "id")),
);
