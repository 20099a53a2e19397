import { callsQuery, listCalls } from "@/lib/dashboard/health/calls.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: callsQuery }, async ({ runtime, query }) =>
  json({ success: true, ...(await listCalls(runtime, query)) }),
);
