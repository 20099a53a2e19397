import { adminRoute } from "@/lib/http/admin-route.ts";
import { cronLogs, cronLogsQuery } from "@/lib/http/cron-logs.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: cronLogsQuery }, cronLogs);
