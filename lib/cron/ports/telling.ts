/** What a run tells of itself while it goes on, beside its log and its progress. */

/** A number that a handler kept with its run; the same name again replaces it. */
export interface RunMetric {
  name: string;
  value: number;
  unit: string | null;
}

/** What a run waits for between two attempts: the number of the next one, when it begins, and why it is needed. */
export interface RetryWait {
  attempt: number;
  at: Date;
  error: string | null;
}
