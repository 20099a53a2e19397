import { jobsQuery, listJobs } from "@/lib/dashboard/jobs.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { dashboardDeps } from "@/lib/http/deps.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: jobsQuery }, async ({ runtime, query }) =>
  json({ success: true, ...(await listJobs(dashboardDeps(runtime), query)) }),
);
