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

const MAX_DETAIL_LENGTH = 500;

/**
 * Runs one probe within its time limit. A component that fails or is late is an observation, not an error.
 * @throws the signal's reason when `signal` aborts: a check that was broken off says nothing about the component
 */
export async function observe(
  probe: Probe,
  { limits, signal }: { limits: HealthLimits; signal: AbortSignal },
): Promise<Observation> {
  const timeoutMs = Math.min(probe.timeoutMs ?? limits.probeTimeoutMs, limits.probeTimeoutMs);
  const late = AbortSignal.timeout(timeoutMs);
  const startedAtMs = performance.now();
  const answer = await settle(probe, { limits, signal: AbortSignal.any([signal, late]) });
  signal.throwIfAborted();
  return {
    component: probe.component,
    healthy: answer.healthy,
    latencyMs: Math.round(performance.now() - startedAtMs),
    detail: late.aborted && !answer.healthy ? `no answer within ${timeoutMs} ms` : answer.detail,
  };
}

async function settle(probe: Probe, { limits, signal }: { limits: HealthLimits; signal: AbortSignal }) {
  try {
    const detail = await Promise.race([probe.check(signal, limits), whenAborted(signal)]);
    return { healthy: true, detail: detail.slice(0, MAX_DETAIL_LENGTH) };
  } catch (error) {
    return { healthy: false, detail: sentenceOf(error).slice(0, MAX_DETAIL_LENGTH) };
  }
}

/** Not every client stops by a signal: its late answer is then ignored. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The last line (Prisma puts the reason there) and what caused it; connection errors have only a code. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = error.message.split("\n").flatMap((line) => line.trim() || []);
  const own = lines.at(-1) ?? ("code" in error ? String(error.code) : error.name);
  return error.cause instanceof Error ? `${own}: ${sentenceOf(error.cause)}` : own;
}
