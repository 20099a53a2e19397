import { pause } from "@/lib/http/actions/pause.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { pauseBody } from "@/lib/http/pause-body.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:toggle", body: pauseBody }, async (call) => {
  const jobName = await pause(call, { kind: "job", job: segment(call.path, "job") }, call.body);
  return json({ success: true, jobName, ...call.body, message: `Job ${jobName} is paused` });
});
export const HEAD = refuseHead("POST");
