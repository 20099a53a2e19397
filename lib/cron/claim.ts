import type { Crew } from "./crew.ts";
import type { RunAnswer } from "./engine.ts";
import type { EngineParts } from "./parts.ts";

/** Which waiting runs, and how many: all that are due, those of one lock key, or certain ones. */
export interface ClaimScope {
  limit: number;
  lockKey?: string;
  runIds?: readonly string[];
}

/**
 * Claims waiting runs and takes them into this process's hands. Of all that wait one place stays free of backfills, so
 * that a live run never stands behind them. Answers one promise for each run, which settles when this process is
 * through with it.
 */
export function claimRuns(
  parts: EngineParts,
  crew: Crew,
  { limit, ...scope }: ClaimScope,
): Promise<Promise<RunAnswer>[]> {
  const { registry, runs, times, worker, clock } = parts;
  return crew.receive(async () => {
    if (crew.draining) return [];
    const beganMs = clock.monotonicMs();
    const started = await runs.claim({
      worker,
      limit,
      backfills: scope.runIds || scope.lockKey ? limit : limit - 1,
      leaseMs: times.leaseMs,
      jobNames: registry.jobs.map((job) => job.name),
      enabledByDefault: registry.jobs.filter((job) => job.enabledByDefault ?? true).map((job) => job.name),
      ...scope,
    });
    return started.flatMap((run) => {
      const job = registry.find(run.jobName);
      return job ? [crew.take(job, run, beganMs)] : [];
    });
  });
}
