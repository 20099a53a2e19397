import { skipSlot } from "@/lib/http/actions/skip-slot.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";
import { skipBody } from "@/lib/http/schedule-body.ts";
import { scheduleResponse } from "@/lib/http/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: skipBody }, async (call) => {
  const id = segment(call.path, "id");
  await skipSlot(call, id, call.body);
  return await scheduleResponse(call, id);
});
export const HEAD = refuseHead("POST");
