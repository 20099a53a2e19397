import { retryConversions } from "@/lib/commands/conversions.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";
import { noBody } from "@/lib/jobs/images/api.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "images:convert", body: noBody }, async (call) =>
  json({ success: true, queued: await retryConversions(call) }),
);
export const HEAD = refuseHead("POST");
