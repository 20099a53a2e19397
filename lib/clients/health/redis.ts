import type { Probe } from "./probe.ts";

/** Redis may only ever save a trip to the database: one that is slower than this is of no use. */
const TIMEOUT_MS = 500;

/** Pings once. The client has no time limit of its own, and its retries would take 4 s of an outage. */
export const redisProbe = ({ url, token }: { url: string; token: string }): Probe => ({
  component: "redis",
  timeoutMs: TIMEOUT_MS,
  async check(signal) {
    const { Redis } = await import("@upstash/redis");
    // As a function: given as a value, an aborted signal would come back as an answer.
    const redis = new Redis({ url, token, retry: false, enableTelemetry: false, signal: () => signal });
    const answer: unknown = await redis.ping();
    if (answer !== "PONG") throw new Error(`expected "PONG", got ${JSON.stringify(answer)}`);
    return "answers";
  },
});
