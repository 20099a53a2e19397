import { resumeSchedule } from "@/lib/http/actions/hold-schedule.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";
import { scheduleResponse } from "@/lib/http/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule" }, async (call) => {
  const id = segment(call.path, "id");
  await resumeSchedule(call, id);
  return await scheduleResponse(call, id);
});
export const HEAD = refuseHead("POST");
