import { forceEndRun } from "@/lib/commands/runs.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { forceEndBody } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:run", body: forceEndBody }, async (call) => {
  const runId = segment(call.path, "id");
  await forceEndRun(call, runId, call.body.reason);
  const message = "The run is ended and its lock is free; if its handler still works, it may overlap the next run";
  return json({ success: true, runId, message });
});
export const HEAD = refuseHead("POST");
