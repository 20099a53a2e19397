import { dashboardDeps } from "@/lib/commands/deps.ts";
import { incidentsQuery, listIncidents } from "@/lib/dashboard/alerts/incidents.ts";
import { toldRow } from "@/lib/dashboard/alerts/told-incident.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "alerts:view", query: incidentsQuery }, async ({ runtime, query }) => {
  const { incidents, nextCursor } = await listIncidents(dashboardDeps(runtime), query);
  return json({ success: true, incidents: incidents.map(toldRow), nextCursor });
});
