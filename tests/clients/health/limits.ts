import { type HealthLimits, observe, type Probe } from "../../../lib/clients/health/probe.ts";

/** What health-check asks for unless its parameters say otherwise. */
export const limits: HealthLimits = { probeTimeoutMs: 5000, maxQueueDepth: 1000, maxLagSeconds: 120, minFreeMb: 0 };

/** What one probe says, as health-check would see it. */
export function ask(probe: Probe, changes: Partial<HealthLimits> = {}) {
  return observe(probe, { limits: { ...limits, ...changes }, signal: new AbortController().signal });
}
