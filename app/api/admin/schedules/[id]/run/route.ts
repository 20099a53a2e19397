import { begunResponse } from "@/lib/http/actions/run-responses.ts";
import { runSchedule } from "@/lib/http/actions/run-schedule.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { deliveryOf } from "@/lib/http/delivery.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";
import { runScheduleBody } from "@/lib/http/run-body.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "cron:schedule", body: runScheduleBody }, async (call) => {
  const id = segment(call.path, "id");
  const delivery = deliveryOf(call.request, id);
  return begunResponse(await runSchedule(call, id, { force: call.body.force, delivery }));
});
export const HEAD = refuseHead("POST");
