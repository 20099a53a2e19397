/** Wall time for people and rows, monotonic time for leases, and a sleep that an abort ends early (it then resolves). */
export interface Clock {
  now(): Date;
  monotonicMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;
