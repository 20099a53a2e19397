import type { AttemptEntry, Beat, LogLine, Progress, StartedRun, SubjectReport } from "../ports/runs.ts";
import type { RetryWait, RunMetric } from "../ports/telling.ts";
import { JobAbortedError } from "../words/errors.ts";
import type { Redact } from "../words/redact.ts";
import type { AbortReason } from "../words/vocabulary.ts";

/** Log lines kept of one run; a handler that prints a million must not fill the table. */
const MAX_LINES = 10_000;
/** Lines sent with one beat or finish. */
const MAX_LINES_PER_WRITE = 1_000;

/** Subjects that one run may say something of. */
export const MAX_REPORTS = 100;

/** Names of metrics that one run keeps. */
export const MAX_METRICS = 20;

/** What a lease is about: a started run, or a started task of one. */
export interface Leased {
  readonly id: string;
  readonly fence: string;
  readonly attempt: number;
}

/** A run (or task) in this process's hands, with what it still has to tell the store. */
export class HeldRun<Run extends Leased = StartedRun> {
  run: Run;
  /** Whether state or progress moved since this process took the run: only then is a continuation free. */
  moved = false;
  /** Set while a handler that timed out has not stopped. */
  abortReason: "timeout" | null = null;
  /** Set while its outcome waits for a store that is away. */
  owesOutcome = false;
  /** Set while it is asked whether a late admission or claim is still ours: its handler has not been called. */
  isUnconfirmed = false;
  /** Monotonic time at which the renewal that last succeeded was sent. */
  renewedAtMs: number;
  /** Settles when the beat that is under way was answered; what that carries is neither written nor given back yet. */
  beatUnderWay: Promise<void> | null = null;
  /** Takes the secrets of the environment and of its own parameters out of what is kept and told of it. */
  readonly redact: Redact;
  readonly #stop = new AbortController();
  readonly #timeoutMs: number;
  #progress: Progress | null = null;
  #waiting: RetryWait | null = null;
  /** Begun and not told yet, oldest first: while the store is away there may be several. */
  readonly #nextAttempts: NonNullable<Beat["nextAttempt"]>[] = [];
  #lines: LogLine[] = [];
  #linesTaken = 0;
  readonly #metricNames = new Set<string>();
  #metrics = new Map<string, RunMetric>();
  readonly #reports = new Map<string, SubjectReport>();

  constructor(
    run: Run,
    { renewedAtMs, timeoutMs, redact }: { renewedAtMs: number; timeoutMs: number; redact: Redact },
  ) {
    this.redact = redact;
    this.run = run;
    this.renewedAtMs = renewedAtMs;
    this.#timeoutMs = timeoutMs;
  }

  /** Aborted when the run must stop whatever its attempt does: cancel, replacement, shutdown, lost lease. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Stopped because this process can no longer vouch for it: it must not renew the lease of such a run either. */
  get isLost(): boolean {
    const reason: unknown = this.#stop.signal.reason;
    return reason instanceof JobAbortedError && reason.reason === "lease_lost";
  }

  /** The first reason wins. */
  stop(reason: AbortReason): void {
    this.#stop.abort(new JobAbortedError(reason, this.#timeoutMs));
  }

  setProgress(progress: Progress): void {
    this.#progress = progress;
    this.moved = true;
  }

  /** Keeps a line for the next write. Answers false when the run's lines are used up. */
  addLine(line: LogLine): boolean {
    if (this.#linesTaken > MAX_LINES) return false;
    this.#linesTaken += 1;
    const last = this.#linesTaken > MAX_LINES;
    this.#lines.push(
      last ? { ...line, level: "warn", message: `More than ${MAX_LINES} lines: the rest is not kept` } : line,
    );
    return !last;
  }

  /** Keeps a metric's latest value for the next write. Answers false when the run's names are used up. */
  setMetric(metric: RunMetric): boolean {
    if (this.#metricNames.size === MAX_METRICS && !this.#metricNames.has(metric.name)) return false;
    this.#metricNames.add(metric.name);
    this.#metrics.set(metric.name, metric);
    return true;
  }

  /** Keeps what was said last of a subject for the finish. Answers false when the run's subjects are used up. */
  addReport(report: SubjectReport): boolean {
    if (this.#reports.size === MAX_REPORTS && !this.#reports.has(report.subject)) return false;
    this.#reports.set(report.subject, report);
    return true;
  }

  get reports(): SubjectReport[] {
    return [...this.#reports.values()];
  }

  /** Between two attempts in this process: for whoever looks at the run meanwhile. */
  waitFor(waiting: RetryWait): void {
    this.#waiting = waiting;
  }

  /** The next attempt begins in this process; the failed one goes into the row's attempt log. */
  beginAttempt(attempt: number, failed: AttemptEntry): void {
    this.#nextAttempts.push({ attempt, failed });
    this.abortReason = null;
    this.#waiting = null;
    this.run = { ...this.run, attempt };
  }

  /** Takes what is to be written; give it back with `putBack` when the write failed. */
  takeBeat(leaseMs: number | null): Beat {
    const beat: Beat = {
      runId: this.run.id,
      fence: this.run.fence,
      leaseMs,
      progress: this.#progress,
      lines: this.takeLines(),
      metrics: this.#takeMetrics(),
      abortReason: this.abortReason,
      nextAttempt: this.#nextAttempts.shift() ?? null,
      waiting: this.#waiting,
    };
    this.#progress = null;
    this.#waiting = null;
    return beat;
  }

  putBack(beat: Beat): void {
    this.#progress ??= beat.progress;
    // What it waited for is over once the next attempt began.
    if (this.#nextAttempts.length === 0) this.#waiting ??= beat.waiting ?? null;
    if (beat.nextAttempt) this.#nextAttempts.unshift(beat.nextAttempt);
    this.#lines = [...beat.lines, ...this.#lines];
    const earlier = (beat.metrics ?? []).map((metric) => [metric.name, metric] as const);
    this.#metrics = new Map([...earlier, ...this.#metrics]);
  }

  #takeMetrics(): RunMetric[] {
    const metrics = [...this.#metrics.values()];
    this.#metrics.clear();
    return metrics;
  }

  takeLines(): LogLine[] {
    return this.#lines.splice(0, MAX_LINES_PER_WRITE);
  }

  /** What a finish cannot carry: lines above one write, the begin of an attempt that is not told yet, and metrics. */
  get hasSpare(): boolean {
    return this.#lines.length > MAX_LINES_PER_WRITE || this.#nextAttempts.length > 0 || this.#metrics.size > 0;
  }

  takeProgress(): Progress | null {
    const progress = this.#progress;
    this.#progress = null;
    return progress;
  }
}
