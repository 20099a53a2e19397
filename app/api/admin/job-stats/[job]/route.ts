import { dashboardDeps } from "@/lib/commands/deps.ts";
import { foundFor } from "@/lib/commands/jobs.ts";
import { readCountersOf } from "@/lib/dashboard/jobs/job-stats.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all" }, async ({ runtime, path }) => {
  const job = segment(path, "job");
  return json(foundFor(job, await readCountersOf(dashboardDeps(runtime), job)));
});
