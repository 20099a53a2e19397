import { changeRetention, readRetention, retentionBody } from "@/lib/commands/retention.ts";
import { readAppliedRetention } from "@/lib/dashboard/health/check-retention.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "retention:manage";

export const GET = adminRoute({ permission }, async ({ runtime: { db } }) => {
  const [retention, lastApplied] = await Promise.all([readRetention(db), readAppliedRetention(db)]);
  return json({ success: true, ...retention, lastApplied });
});

/** Sets how long history is kept. */
export const PUT = adminRoute({ permission, body: retentionBody }, async (call) =>
  json({ success: true, ...(await changeRetention(call, call.body)) }),
);
export const HEAD = refuseHead("GET, PUT");
