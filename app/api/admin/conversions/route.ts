import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { conversionsQuery, listConversions, sumConversions } from "@/lib/jobs/images/conversions.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute(
  { permission: "analytics:view_all", query: conversionsQuery },
  async ({ runtime, query }) => {
    const { db, services } = runtime;
    const { name } = services.bucket;
    const [list, sums] = await Promise.all([listConversions(db, name, query), sumConversions(db, name)]);
    return json({ success: true, ...list, sums });
  },
);
