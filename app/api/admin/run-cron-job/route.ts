import { runAndWait } from "@/lib/http/actions/run-and-wait.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { runAndWaitBody } from "@/lib/http/run-body.ts";

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
