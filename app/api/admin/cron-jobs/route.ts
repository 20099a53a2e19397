import { dashboardDeps } from "@/lib/commands/deps.ts";
import { jobsQuery, listJobs } from "@/lib/dashboard/jobs/jobs.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: jobsQuery }, async ({ runtime, query }) =>
  json({ success: true, ...(await listJobs(dashboardDeps(runtime), query)) }),
);
