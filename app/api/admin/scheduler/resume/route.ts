import { resume, resumeBody } from "@/lib/commands/pause.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: resumeBody }, async (call) => {
  await resume(call, { kind: "all" });
  return json({ success: true, message: "Nothing is paused as a whole any more" });
});
export const HEAD = refuseHead("POST");
