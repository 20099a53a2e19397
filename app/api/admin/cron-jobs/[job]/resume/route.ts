import { resume } from "@/lib/http/actions/pause.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:toggle" }, async (call) => {
  const jobName = await resume(call, { kind: "job", job: segment(call.path, "job") });
  return json({ success: true, jobName, message: `Job ${jobName} is no longer paused` });
});
export const HEAD = refuseHead("POST");
