import { editSchedule, removeSchedule } from "@/lib/commands/edit-schedule.ts";
import { scheduleChangeBody } from "@/lib/commands/schedule-body.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { segment } from "@/lib/http/routes/route.ts";
import { scheduleResponse } from "@/lib/http/routes/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all" }, async (call) =>
  scheduleResponse(call, segment(call.path, "id")),
);

export const PATCH = adminRoute({ permission: "cron:schedule", body: scheduleChangeBody }, async (call) => {
  const id = segment(call.path, "id");
  await editSchedule(call, id, call.body);
  return await scheduleResponse(call, id);
});

/** The history of its slots stays. */
export const DELETE = adminRoute({ permission: "cron:schedule" }, async (call) => {
  const id = segment(call.path, "id");
  await removeSchedule(call, id);
  return json({ success: true, id, message: `Schedule ${id} is removed; the history of its slots stays` });
});
