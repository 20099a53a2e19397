import { json } from "@/lib/http/answers/answers.ts";
import { runAndWait } from "@/lib/http/answers/started-runs.ts";
import { runAndWaitBody } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "cron:run", body: runAndWaitBody }, async (call) => {
  const { jobName, params } = call.body;
  const { status, headers, body: details } = await runAndWait(call, { jobName, params });
  const { success, message, error, code } = details;
  return json({ success, message, error, code, details }, { status, headers });
});
export const HEAD = refuseHead("POST");
