/** What the engine needs of a queue: it carries ids of waiting runs to workers. The truth about a run is its row. */

/** A waiting run on its way to whoever works on it. */
export interface CarriedRun {
  runId: string;
  /** Milliseconds from now until it may be claimed. */
  dueInMs: number;
  /** Backfills travel in a lane of their own, so that live runs never stand behind them. */
  backfill: boolean;
}

/** The transaction that writes the rows: what is sent within it arrives if they do. */
export interface SqlTransaction {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/**
 * A carrier may be lost or come twice: claiming decides, and `RunStore.uncarried` finds what nobody came for. Sending a
 * run that is still on its way adds nothing.
 */
export interface RunQueue {
  send(runs: readonly CarriedRun[], within?: SqlTransaction): Promise<void>;
  /** Hands over arriving runs from now on, at most `atOnce` at a time; `take` settles when the run is through. */
  work(worker: { atOnce: number; take(runId: string): Promise<void> }): Promise<void>;
  /** Hands over no more runs. Those that were handed over are not waited for. */
  stop(): Promise<void>;
  /** Takes up to `limit` runs that have arrived: where no process lives long enough to work. */
  fetch(limit: number): Promise<string[]>;
}
