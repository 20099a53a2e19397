import { startRun } from "@/lib/commands/runs.ts";
import { begunResponse } from "@/lib/http/answers/started-runs.ts";
import { runBody } from "@/lib/http/bodies/route-inputs.ts";
import { deliveryOf } from "@/lib/http/cron/cron-run.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "cron:run", body: runBody }, async (call) => {
  const job = segment(call.path, "job");
  const { params, force } = call.body;
  const delivery = deliveryOf(call.request, job);
  return begunResponse(await startRun(call, { job, params, force, delivery, trigger: "dashboard" }));
});
export const HEAD = refuseHead("POST");
