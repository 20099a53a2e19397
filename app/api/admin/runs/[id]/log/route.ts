import { runLogRouteQuery } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { showRunLog } from "@/lib/http/routes/show-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: runLogRouteQuery }, showRunLog);
