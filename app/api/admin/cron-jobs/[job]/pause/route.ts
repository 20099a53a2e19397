import { pause, pauseBody } from "@/lib/commands/pause.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:toggle", body: pauseBody }, async (call) => {
  const jobName = await pause(call, { kind: "job", job: segment(call.path, "job") }, call.body);
  return json({ success: true, jobName, ...call.body, message: `Job ${jobName} is paused` });
});
export const HEAD = refuseHead("POST");
