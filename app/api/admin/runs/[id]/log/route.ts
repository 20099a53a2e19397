import { adminRoute } from "@/lib/http/admin-route.ts";
import { segment } from "@/lib/http/route.ts";
import { showRunLog } from "@/lib/http/run-log.ts";
import { runLogRouteQuery } from "@/lib/http/run-log-query.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute(
  { permission: "analytics:view_all", query: runLogRouteQuery },
  async ({ runtime, path, query }) => await showRunLog(runtime, { runId: segment(path, "id"), ...query }),
);
