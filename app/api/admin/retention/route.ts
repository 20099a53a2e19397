import { readAppliedRetention } from "@/lib/dashboard/retention-pass.ts";
import { changeRetention } from "@/lib/http/actions/retention.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { readRetention, retentionBody } from "@/lib/http/retention.ts";

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
