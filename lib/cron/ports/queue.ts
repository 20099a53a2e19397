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

/** What is to be written with an act, by its answer: either both are committed or neither is. It throws to undo the act. */
export type Alongside<Answer> = (within: SqlTransaction, answer: Answer) => Promise<void>;

export interface QueueWorker {
  atOnce: number;
  /** Takes those of the runs that are to be had; each of the promises settles when one of them is through. */
  take(runIds: readonly string[]): Promise<Promise<unknown>[]>;
  /** Tasks were enqueued somewhere. */
  onTasks(): void;
}

/**
 * A carrier may be lost or come twice: claiming decides, and `RunStore.uncarried` finds what nobody came for. Sending a
 * run that is still on its way adds nothing.
 */
export interface RunQueue {
  /** Makes the queue ready. To be awaited before a transaction that sends, which must not wait for other connections. */
  open(): Promise<void>;
  send(runs: readonly CarriedRun[], within?: SqlTransaction): Promise<void>;
  /** Tells workers, as many as can be of use, that a run enqueued tasks: they look for them at once. */
  announceTasks(count: number, within?: SqlTransaction): Promise<void>;
  /** Hands over arriving runs from now on, while fewer than `atOnce` are being worked on. */
  work(worker: QueueWorker): Promise<void>;
  /** Hands over no more runs. Those that were handed over are not waited for. */
  stop(): Promise<void>;
  /** Takes up to `limit` runs that have arrived: where no process lives long enough to work. */
  fetch(limit: number): Promise<string[]>;
}
