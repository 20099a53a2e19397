import { dashboardDeps } from "@/lib/commands/deps.ts";
import { deliveriesQuery, listDeliveries } from "@/lib/dashboard/alerts/deliveries.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "alerts:view", query: deliveriesQuery }, async ({ runtime, query }) =>
  json({ success: true, ...(await listDeliveries(dashboardDeps(runtime), query)) }),
);
