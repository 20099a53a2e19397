import { toggleJob } from "@/lib/commands/jobs.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { toggleBody } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:toggle", body: toggleBody }, async (call) => {
  const { jobName, enabled } = await toggleJob(call, { job: segment(call.path, "job"), ...call.body });
  return json({ success: true, jobName, enabled, message: `Job ${jobName} is ${enabled ? "enabled" : "disabled"}` });
});
export const HEAD = refuseHead("POST");
