import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { auditQuery, listAudit } from "@/lib/http/audit-log.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "audit:view", query: auditQuery }, async ({ runtime, query }) =>
  json({ success: true, ...(await listAudit(runtime.db, query)) }),
);
