/** When a measured component counts as unhealthy. */
export interface HealthLimits {
  /** Longest a component may take to answer, ms. */
  probeTimeoutMs: number;
  /** Waiting runs. */
  maxQueueDepth: number;
  /** How long a run that could start may have been due. */
  maxLagSeconds: number;
  /** Free disk space, in MB of 1,000,000 bytes. */
  minFreeMb: number;
}

/** One thing the application depends on. */
export interface Probe {
  /** Its name in rows, alerts and answers, at most 60 characters. */
  readonly component: string;
  /** A limit of its own, where the general one is too patient. */
  readonly timeoutMs?: number;
  /** Resolves with what a person wants to know about it, rejects with what is wrong. Stops when the signal aborts. */
  check(signal: AbortSignal, limits: HealthLimits): Promise<string>;
}

/** What one probe found. */
export interface Observation {
  component: string;
  healthy: boolean;
  latencyMs: number;
  detail: string;
}
