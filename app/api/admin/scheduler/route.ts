import { dashboardDeps } from "@/lib/commands/deps.ts";
import { readNextRunOfEach } from "@/lib/dashboard/schedules/coming-schedules.ts";
import { readScheduler } from "@/lib/dashboard/schedules/scheduler.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** So many of the next runs are named. */
const NAMED_NEXT = 100;

export const GET = adminRoute({ permission: "analytics:view_all" }, async ({ runtime }) => {
  const isRunning = runtime.engine.live.scheduling;
  const deps = dashboardDeps(runtime);
  const [state, next] = await Promise.all([readScheduler(deps), readNextRunOfEach(deps, NAMED_NEXT)]);
  const nextRunTimes = next.map(({ scheduleId, jobName, at }) => ({ scheduleId, jobName, nextRunTime: at }));
  const formerTimes = next.map(({ scheduleId, at }) => ({ job_id: scheduleId, next_run_time: at }));
  const formerNames = { is_running: isRunning, job_count: state.jobCount, next_run_times: formerTimes };
  return json({ success: true, isRunning, ...state, nextRunTimes, ...formerNames });
});
