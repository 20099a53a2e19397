import { dashboardDeps } from "@/lib/commands/deps.ts";
import { createSchedule } from "@/lib/commands/edit-schedule.ts";
import { newScheduleBody } from "@/lib/commands/schedule-body.ts";
import { listSchedules, schedulesQuery } from "@/lib/dashboard/schedules/schedules.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { scheduleResponse } from "@/lib/http/routes/schedule-response.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: schedulesQuery }, async (call) =>
  json({ success: true, ...(await listSchedules(dashboardDeps(call.runtime), call.query)) }),
);

/** Makes a schedule: 201 with it, and its address in `Location`. */
export const POST = adminRoute({ permission: "cron:schedule", body: newScheduleBody }, async (call) => {
  const id = await createSchedule(call, call.body);
  return await scheduleResponse(call, id, { status: 201, headers: { location: `/api/admin/schedules/${id}` } });
});
