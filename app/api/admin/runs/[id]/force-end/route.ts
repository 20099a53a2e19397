import { forceEndRun } from "@/lib/http/actions/steer-run.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";
import { forceEndBody } from "@/lib/http/run-body.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:run", body: forceEndBody }, async (call) => {
  const runId = segment(call.path, "id");
  await forceEndRun(call, runId, call.body.reason);
  const message = "The run is ended and its lock is free; if its handler still works, it may overlap the next run";
  return json({ success: true, runId, message });
});
export const HEAD = refuseHead("POST");
