import type { AnyJob } from "../jobs/define-job.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedRun } from "../ports/runs.ts";
import { Keeper } from "../runs/keeper.ts";
import { runJob } from "../runs/run-job.ts";
import type { RunAnswer } from "../words/answers.ts";

/** Before the platform ends an invocation, this much is kept for handing runs back. */
const INVOCATION_MARGIN_MS = 15_000;

/** All runs in this process's hands. One door in (`take`), one way out (`drain`). */
export class Crew {
  readonly #parts: EngineParts;
  readonly #keeper: Keeper;
  readonly #running = new Set<Promise<RunAnswer>>();
  readonly #arriving = new Set<Promise<unknown>>();
  #settled = 0;
  draining = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#keeper = new Keeper(parts);
  }

  get count(): number {
    return this.#running.size;
  }

  /** Whether the store has still to hear from us: outcomes of ended handlers, or that a late admission is ours. */
  get owesWord(): boolean {
    return this.#keeper.owesWord;
  }

  /** Monotonic time at which an invocation that began at `beganMs` has to be over. */
  invocationEnd(beganMs: number): number | null {
    const { maxDurationMs } = this.#parts.times;
    return maxDurationMs === null ? null : beganMs + maxDurationMs - INVOCATION_MARGIN_MS;
  }

  /** Does what may bring a run (an admission, a claim) and takes it: the drain waits for what is on its way. */
  receive<T>(work: () => Promise<T>): Promise<T> {
    const arrival = work();
    this.#arriving.add(arrival);
    const arrived = () => void this.#arriving.delete(arrival);
    arrival.then(arrived, arrived);
    return arrival;
  }

  /** Runs a started run to its end. The answer never rejects: what could not be written down is told by the lease. */
  take(job: AnyJob, run: StartedRun, beganMs: number): Promise<RunAnswer> {
    const invocation = { parts: this.#parts, keeper: this.#keeper, beganMs, endsMs: this.invocationEnd(beganMs) };
    const answer = runJob(invocation, job, run).catch((error: unknown): RunAnswer => {
      this.#parts.events.emit({ type: "store_failed", operation: `finish of run ${run.id}`, error });
      return { kind: "lost", runId: run.id, jobName: run.jobName };
    });
    this.#running.add(answer);
    void answer.finally(() => {
      this.#running.delete(answer);
      this.#settled += 1;
    });
    // The drain may have begun between the admission and now.
    if (this.draining) this.#stopAll();
    return answer;
  }

  /** Aborts all handlers and waits until they have stopped and been handed back, at most `graceMs`. */
  async drain(graceMs: number): Promise<{ stopped: number; abandoned: number }> {
    this.draining = true;
    const before = this.#settled;
    this.#stopAll();
    const waited = new AbortController();
    await Promise.race([this.#settle().finally(() => waited.abort()), this.#parts.clock.sleep(graceMs, waited.signal)]);
    waited.abort();
    return { stopped: this.#settled - before, abandoned: this.count };
  }

  async #settle(): Promise<void> {
    while (this.#running.size + this.#arriving.size > 0) {
      await Promise.allSettled([...this.#running, ...this.#arriving]);
    }
  }

  #stopAll(): void {
    for (const held of this.#keeper.all()) held.stop("shutdown");
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
