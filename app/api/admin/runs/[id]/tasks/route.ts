import { runTasksQuery } from "@/lib/dashboard/runs/run-tasks.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { segment } from "@/lib/http/routes/route.ts";
import { showRunTasks } from "@/lib/http/routes/show-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute(
  { permission: "analytics:view_all", query: runTasksQuery },
  async ({ runtime, path, query }) => await showRunTasks(runtime, { runId: segment(path, "id"), ...query }),
);
