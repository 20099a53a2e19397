import type { DashboardDeps } from "../dashboard/deps.ts";
import { systemClock } from "../observe/system-clock.ts";
import type { Runtime } from "../runtime.ts";

/** What the read models of lib/dashboard need, taken from the runtime. */
export function dashboardDeps({ db, engine }: Runtime): DashboardDeps {
  return { db, jobs: engine.jobs, clock: systemClock };
}
