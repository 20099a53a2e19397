import { dashboardDeps } from "@/lib/commands/deps.ts";
import { readScheduler } from "@/lib/dashboard/schedules/scheduler.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all" }, async ({ runtime }) => {
  const isRunning = runtime.engine.live.scheduling;
  const state = await readScheduler(dashboardDeps(runtime));
  const nextRunTimes = state.nextRunTimes.map(({ scheduleId, nextRunTime }) => ({
    job_id: scheduleId,
    next_run_time: nextRunTime,
  }));
  const formerNames = { is_running: isRunning, job_count: state.jobCount, next_run_times: nextRunTimes };
  return json({ success: true, isRunning, ...state, ...formerNames });
});
