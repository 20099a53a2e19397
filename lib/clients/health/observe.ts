import type { HealthLimits, Observation, Probe } from "./probe.ts";

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
