import type { AnyJob } from "../jobs/define-job.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedRun } from "../ports/runs.ts";
import { Crew } from "../runs/crew.ts";
import { Invocation } from "../runs/invocation.ts";
import { Keeper } from "../runs/keeper.ts";
import { runJob } from "../runs/run-job.ts";
import type { RunAnswer } from "../words/answers.ts";

/** All runs in this process's hands, and the invocations that it works in. */
export class RunCrew extends Crew<StartedRun, RunAnswer> {
  readonly #invocations = new Map<string, Invocation>();
  readonly #ofProcess: Invocation;
  #stays = false;

  constructor(parts: EngineParts) {
    super(parts, new Keeper(parts));
    this.#ofProcess = Invocation.ofProcess(parts);
  }

  /** This process stays until it is drained: from now on it has one invocation, without end. */
  stay(): Invocation {
    this.#stays = true;
    return this.#ofProcess;
  }

  /** The invocation of a call that begins now. */
  invoke(): Invocation {
    return this.#stays ? this.#ofProcess : Invocation.ofCall(this.parts);
  }

  /** The one in which a run that has not ended here was begun. */
  invocationOf(runId: string): Invocation {
    return this.#invocations.get(runId) ?? this.invoke();
  }

  /**
   * Runs a started run to its end. The answer never rejects: what could not be written down is told by the lease.
   * @param sentAtMs monotonic time at which its admission or claim was sent
   */
  take(job: AnyJob, run: StartedRun, { invocation, sentAtMs }: { invocation: Invocation; sentAtMs: number }) {
    const { parts, keeper } = this;
    this.#invocations.set(run.id, invocation);
    const work = () => runJob({ parts, keeper, sentAtMs, invocation }, job, run);
    const answer = (parts.tracing?.run(run, work) ?? work()).catch((error: unknown): RunAnswer => {
      parts.events.emit({ type: "store_failed", operation: `finish of run ${run.id}`, error });
      return { kind: "lost", runId: run.id, jobName: run.jobName };
    });
    this.hold(invocation, answer, () => this.#invocations.delete(run.id));
    return answer;
  }
}

/** Which waiting runs, and how many: all that are due, those of one lock key, or certain ones. */
interface ClaimScope {
  limit: number;
  lockKey?: string;
  runIds?: readonly string[];
}

/**
 * Claims waiting runs and takes them into this process's hands. Of all that wait one place stays free of backfills, so
 * that a live run never stands behind them. Answers one promise for each run, which settles when this process is
 * through with it; none when the invocation has no time left for them.
 */
export function claimRuns(
  parts: EngineParts,
  { crew, invocation }: { crew: RunCrew; invocation: Invocation },
  { limit, ...scope }: ClaimScope,
): Promise<Promise<RunAnswer>[]> {
  const { registry, runs, times, worker, clock } = parts;
  return crew.receive(async () => {
    if (crew.draining || !invocation.hasTime) return [];
    const sentAtMs = clock.monotonicMs();
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
      return job ? [crew.take(job, run, { invocation, sentAtMs })] : [];
    });
  });
}
