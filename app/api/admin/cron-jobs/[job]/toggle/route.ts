import { toggleJob } from "@/lib/http/actions/toggle-job.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { toggleBody } from "@/lib/http/job-body.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:toggle", body: toggleBody }, async (call) => {
  const { jobName, enabled } = await toggleJob(call, { job: segment(call.path, "job"), ...call.body });
  return json({ success: true, jobName, enabled, message: `Job ${jobName} is ${enabled ? "enabled" : "disabled"}` });
});
export const HEAD = refuseHead("POST");
