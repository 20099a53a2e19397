import { cronLogsQuery } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { cronLogs } from "@/lib/http/routes/cron-logs.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: cronLogsQuery }, cronLogs);
