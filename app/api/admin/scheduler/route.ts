import { readScheduler } from "@/lib/dashboard/scheduler.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { dashboardDeps } from "@/lib/http/deps.ts";

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
