export interface Deleted {
  runs: number;
  logLines: number;
}

export interface RetentionPass extends Deleted {
  /** False when it stopped before everything past its time was gone. */
  finished: boolean;
}

/** The history that is kept for so long, wherever it is stored. */
export interface History {
  /** Deletes at most `batch` runs and log lines that are past their time, oldest first. */
  deleteOld(batch: number): Promise<Deleted>;
  /** True when no pass began within `everyMs`, and for one caller only. */
  beginPass(by: string, everyMs: number): Promise<boolean>;
  endPass(pass: RetentionPass): Promise<void>;
}
