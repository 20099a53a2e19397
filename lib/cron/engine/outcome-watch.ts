import { type AnyJob, timeoutMsOf } from "../jobs/define-job.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { RunOutcome, RunStore } from "../ports/runs.ts";
import type { EndedRun, RunAnswer } from "../words/answers.ts";
import { Loop } from "../words/loop.ts";
import { type EndedStatus, isEnded, type SkipReason } from "../words/vocabulary.ts";

/**
 * The rows of awaited runs are read by one statement for all who wait in this process: again when the one who came last
 * has waited twice as long, so that nobody hears of a short run much later than it ends, and a long one costs little.
 */
const LOOK_FIRST_MS = 10;
const LOOK_LAST_MS = 250;
/** No worker came for the run: its caller need not hang on. */
const UNCLAIMED_PATIENCE_MS = 10_000;
/** A claimed run is waited for as long as an attempt may take, and a little longer. */
const MARGIN_MS = 30_000;

interface Awaited {
  job: AnyJob;
  sinceMs: number;
  endsMs: number | null;
  resolve(answer: RunAnswer): void;
}

type WatchParts = Pick<EngineParts, "clock" | "random" | "events"> & { runs: Pick<RunStore, "outcomes"> };

/** For callers of runs that are not in this process's hands: reads their rows, in queue mode until they end. */
export class OutcomeWatch {
  readonly #parts: WatchParts;
  readonly #awaited = new Map<string, Awaited>();
  readonly #loop: Loop;
  #ending = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#loop = new Loop({
      clock: parts.clock,
      random: parts.random,
      turn: () => this.#look(),
      onFailure: (error) => this.#lookFailed(error),
      mostBackoffMs: LOOK_LAST_MS,
    });
    this.#loop.start(Number.POSITIVE_INFINITY);
  }

  /**
   * What becomes of a queued run. Answers `waiting` when nobody came for it within 10 s or it went back to wait, and
   * `lost` when it takes longer than its caller may wait.
   * @param endsMs monotonic time at which the caller has to be answered, or null
   */
  of(job: AnyJob, runId: string, endsMs: number | null): Promise<RunAnswer> {
    const { promise, resolve } = Promise.withResolvers<RunAnswer>();
    const sinceMs = this.#parts.clock.monotonicMs();
    this.#awaited.set(runId, { job, endsMs, resolve, sinceMs });
    this.#loop.wake(LOOK_FIRST_MS);
    return promise;
  }

  /** What the row says of a run now, or null while it has not ended; and when the store can't be asked. */
  async ending(runId: string): Promise<RunAnswer | null> {
    try {
      const [outcome] = await this.#parts.runs.outcomes([runId]);
      return outcome ? endingOf(outcome) : null;
    } catch (error) {
      this.#parts.events.emit({ type: "store_failed", operation: "outcome", error });
      return null;
    }
  }

  /** The process ends: whoever waits, or still comes, is told after one more look that the run does too. */
  stop(): void {
    this.#ending = true;
    this.#loop.wake();
  }

  async #look(): Promise<number | null> {
    if (this.#awaited.size === 0) return null;
    for (const outcome of await this.#parts.runs.outcomes([...this.#awaited.keys()])) this.#tell(outcome);
    if (this.#ending) this.#tellOfTheEnd();
    return this.#awaited.size === 0 ? null : this.#untilNextLook();
  }

  #untilNextLook(): number {
    const nowMs = this.#parts.clock.monotonicMs();
    const youngestMs = Math.min(...[...this.#awaited.values()].map(({ sinceMs }) => nowMs - sinceMs));
    return Math.min(LOOK_LAST_MS, Math.max(LOOK_FIRST_MS, youngestMs));
  }

  #lookFailed(error: unknown): void {
    this.#parts.events.emit({ type: "store_failed", operation: "outcome", error });
    if (this.#ending) this.#tellOfTheEnd();
    else this.#tellThoseInHaste();
  }

  #tellOfTheEnd(): void {
    for (const [id, { job }] of this.#awaited) this.#answer(id, waiting(id, job.name));
  }

  /** The rows cannot be read: nobody waits longer for that than they would for the run. */
  #tellThoseInHaste(): void {
    for (const [runId, awaited] of this.#awaited) {
      const { job } = awaited;
      const isOver = this.#isOver(awaited, timeoutMsOf(job) + MARGIN_MS);
      if (isOver) this.#answer(runId, { kind: "lost", runId, jobName: job.name });
    }
  }

  #tell(outcome: RunOutcome): void {
    const awaited = this.#awaited.get(outcome.id);
    const answer = awaited && (endingOf(outcome) ?? this.#answerNow(awaited, outcome));
    if (answer) this.#answer(outcome.id, answer);
  }

  /** What to say about a run that has not ended, or null while its caller is to wait on. */
  #answerNow(awaited: Awaited, { id, jobName, status, reason }: RunOutcome): RunAnswer | null {
    if (status === "retrying") return { kind: "waiting", runId: id, jobName, status, reason: reason ?? "retry" };
    if (status === "queued") return this.#isOver(awaited, UNCLAIMED_PATIENCE_MS) ? waiting(id, jobName) : null;
    const isOver = this.#isOver(awaited, timeoutMsOf(awaited.job) + MARGIN_MS);
    return isOver ? { kind: "lost", runId: id, jobName } : null;
  }

  #isOver({ sinceMs, endsMs }: Awaited, patienceMs: number): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    return nowMs - sinceMs > patienceMs || (endsMs !== null && nowMs > endsMs) || this.#ending;
  }

  #answer(runId: string, answer: RunAnswer): void {
    this.#awaited.get(runId)?.resolve(answer);
    this.#awaited.delete(runId);
  }
}

function waiting(runId: string, jobName: string): RunAnswer {
  return { kind: "waiting", runId, jobName, status: "queued", reason: "waits_for_worker" };
}

function endingOf(outcome: RunOutcome): RunAnswer | null {
  const { id, jobName, status, reason, completedAt } = outcome;
  if (completedAt === null) return null;
  if (isEnded(status)) return { kind: "ended", run: endedRun(outcome, status, completedAt) };
  const skipped = { runId: id, jobName, firstStatus: null, heldBy: null };
  const message = `${jobName} was not run: it is ${reason} by now`;
  return { kind: "skipped", ...skipped, reason: (reason ?? "disabled") as SkipReason, message };
}

function endedRun(outcome: RunOutcome, status: EndedStatus, completedAt: Date): EndedRun {
  const { id, jobName, message, result, error, trigger, scheduledFor, startedAt, durationMs, attempts } = outcome;
  const told = message ?? error?.message ?? `The run ended as ${status}`;
  const known = { id, jobName, status, result, error, trigger, scheduledFor, startedAt, completedAt, attempts };
  return { ...known, message: told, durationMs: durationMs ?? 0 };
}
