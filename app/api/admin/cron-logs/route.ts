import { adminRoute } from "@/lib/http/admin-route.ts";
import { cronLogs } from "@/lib/http/cron-logs.ts";
import { cronLogsQuery } from "@/lib/http/cron-logs-query.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: cronLogsQuery }, cronLogs);
