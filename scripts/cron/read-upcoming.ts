import { readExpectedLengths } from "../../lib/dashboard/runs/duration-trouble.ts";
import { readRunsUntil } from "../../lib/dashboard/schedules/coming-schedules.ts";
import type { Connection } from "./connect.ts";
import { type UpcomingRun, upcomingRuns } from "./upcoming.ts";

const HOUR_MS = 3_600_000;

/** What runs in the coming hours, as the dashboard tells it, each run with what it meets. */
export async function readUpcoming({ deps }: Pick<Connection, "deps">, hours: number): Promise<UpcomingRun[]> {
  const until = new Date(deps.clock.now().getTime() + hours * HOUR_MS);
  const names = deps.jobs.map(({ name }) => name);
  const [runs, expectedMs] = await Promise.all([readRunsUntil(deps, until), readExpectedLengths(deps, names)]);
  return upcomingRuns(runs, expectedMs);
}
