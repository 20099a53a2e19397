import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Clock } from "../../cron/words/clock.ts";
import type { Db } from "../../db.ts";

/** What every read model needs. The callers in lib/http take it from the runtime. */
export interface DashboardDeps {
  readonly db: Db;
  /** The registry: `engine.jobs`. */
  readonly jobs: readonly AnyJob[];
  readonly clock: Pick<Clock, "now">;
}

/** The definition behind a name or alias, or null when the code has none. */
export function findJob(jobs: readonly AnyJob[], nameOrAlias: string): AnyJob | null {
  return jobs.find((job) => job.name === nameOrAlias || job.aliases?.includes(nameOrAlias)) ?? null;
}
