import { resumeSchedule } from "@/lib/commands/steer-schedule.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";
import { scheduleResponse } from "@/lib/http/routes/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule" }, async (call) => {
  const id = segment(call.path, "id");
  await resumeSchedule(call, id);
  return await scheduleResponse(call, id);
});
export const HEAD = refuseHead("POST");
