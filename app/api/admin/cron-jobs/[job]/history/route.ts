import { dashboardDeps } from "@/lib/commands/deps.ts";
import { foundFor } from "@/lib/commands/jobs.ts";
import { historyQuery, readHistory } from "@/lib/dashboard/jobs/history.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: historyQuery }, async (call) => {
  const job = segment(call.path, "job");
  const history = await readHistory(dashboardDeps(call.runtime), { job, ...call.query });
  return json({ success: true, ...foundFor(job, history) });
});
