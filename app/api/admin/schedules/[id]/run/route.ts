import { runSchedule } from "@/lib/commands/steer-schedule.ts";
import { begunResponse } from "@/lib/http/answers/started-runs.ts";
import { runScheduleBody } from "@/lib/http/bodies/route-inputs.ts";
import { deliveryOf } from "@/lib/http/cron/cron-run.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "cron:schedule", body: runScheduleBody }, async (call) => {
  const id = segment(call.path, "id");
  const delivery = deliveryOf(call.request, id);
  return begunResponse(await runSchedule(call, id, { force: call.body.force, delivery }));
});
export const HEAD = refuseHead("POST");
