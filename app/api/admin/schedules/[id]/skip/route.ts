import { skipBody } from "@/lib/commands/schedule-body.ts";
import { skipSlot } from "@/lib/commands/steer-schedule.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";
import { scheduleResponse } from "@/lib/http/routes/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: skipBody }, async (call) => {
  const id = segment(call.path, "id");
  await skipSlot(call, id, call.body);
  return await scheduleResponse(call, id);
});
export const HEAD = refuseHead("POST");
