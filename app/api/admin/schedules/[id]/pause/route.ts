import { pauseSchedule } from "@/lib/http/actions/hold-schedule.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { pauseBody } from "@/lib/http/pause-body.ts";
import { segment } from "@/lib/http/route.ts";
import { scheduleResponse } from "@/lib/http/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: pauseBody }, async (call) => {
  const id = segment(call.path, "id");
  await pauseSchedule(call, id, call.body);
  return await scheduleResponse(call, id);
});
export const HEAD = refuseHead("POST");
