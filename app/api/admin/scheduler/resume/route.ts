import { resume } from "@/lib/http/actions/pause.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { resumeBody } from "@/lib/http/pause-body.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: resumeBody }, async (call) => {
  await resume(call, { kind: "all" });
  return json({ success: true, message: "Nothing is paused as a whole any more" });
});
export const HEAD = refuseHead("POST");
