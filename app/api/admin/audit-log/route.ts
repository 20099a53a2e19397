import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { auditLog, auditRouteQuery } from "@/lib/http/routes/audit-log.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Who did what, before and after; as a page of JSON, or all of it as CSV. */
export const GET = adminRoute({ permission: "audit:view", query: auditRouteQuery }, auditLog);
