import { readJobCounters } from "@/lib/dashboard/job-stats.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { dashboardDeps } from "@/lib/http/deps.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all" }, async ({ runtime }) =>
  json(await readJobCounters(dashboardDeps(runtime), null)),
);
