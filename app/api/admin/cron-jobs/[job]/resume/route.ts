import { resume } from "@/lib/commands/pause.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:toggle" }, async (call) => {
  const jobName = await resume(call, { kind: "job", job: segment(call.path, "job") });
  return json({ success: true, jobName, message: `Job ${jobName} is no longer paused` });
});
export const HEAD = refuseHead("POST");
