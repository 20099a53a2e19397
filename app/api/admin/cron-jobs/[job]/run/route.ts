import { begunResponse } from "@/lib/http/actions/run-responses.ts";
import { startRun } from "@/lib/http/actions/start-run.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { deliveryOf } from "@/lib/http/delivery.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";
import { runBody } from "@/lib/http/run-body.ts";

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
