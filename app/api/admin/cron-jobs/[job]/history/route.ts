import { historyQuery, readHistory } from "@/lib/dashboard/history.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { dashboardDeps } from "@/lib/http/deps.ts";
import { foundFor } from "@/lib/http/known-job.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: historyQuery }, async (call) => {
  const job = segment(call.path, "job");
  const history = await readHistory(dashboardDeps(call.runtime), { job, ...call.query });
  return json({ success: true, ...foundFor(job, history) });
});
