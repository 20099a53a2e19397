import type { DashboardDeps } from "../dashboard/words/deps.ts";
import type { Runtime } from "../runtime.ts";

/** What the read models of lib/dashboard need, taken from the runtime. */
export function dashboardDeps({ db, engine, clock }: Runtime): DashboardDeps {
  return { db, jobs: engine.jobs, clock };
}
