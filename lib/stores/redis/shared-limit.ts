import type { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import type { CautiousRedis } from "./cautious-redis.ts";

export interface LimitRules {
  limit: number;
  windowMs: number;
}

/** Below the client's own limit, so that the package's answer for a slow Redis is one that was seen. */
const LIMIT_MS = 450;

/** Counts what keys do over all processes, in a window that slides. The package is loaded when it is first asked. */
export class SharedLimit {
  readonly #redis: Pick<CautiousRedis, "ask" | "distrust">;
  readonly #rules: LimitRules;
  #limiter: Promise<Ratelimit> | null = null;

  constructor(redis: Pick<CautiousRedis, "ask" | "distrust">, rules: LimitRules) {
    this.#redis = redis;
    this.#rules = rules;
  }

  /**
   * Counts one time of `key`. Answers the seconds to wait, 0 where there is no need to, and null where Redis cannot say:
   * then the process counts by itself. Never rejects.
   * @param nowMs wall time
   */
  async take(key: string, nowMs: number): Promise<number | null> {
    const told = await this.#redis.ask(async (redis) => (await this.#load(redis)).limit(key));
    if (told === null) return null;
    // Let through because nobody answered in time is no answer.
    if (told.reason === "timeout") this.#redis.distrust("the limit of calls had no answer in time");
    if (told.reason === "timeout" || typeof told.success !== "boolean" || !Number.isFinite(told.reset)) return null;
    return told.success ? 0 : Math.max(1, Math.ceil((told.reset - nowMs) / 1000));
  }

  #load(redis: Redis): Promise<Ratelimit> {
    const { limit, windowMs } = this.#rules;
    this.#limiter ??= import("@upstash/ratelimit").then(
      (sdk) =>
        new sdk.Ratelimit({
          redis,
          limiter: sdk.Ratelimit.slidingWindow(limit, `${windowMs} ms`),
          prefix: "belfry:calls",
          timeout: LIMIT_MS,
          // Who was refused once would be refused by this process until the end of the window, whatever Redis says.
          ephemeralCache: false,
        }),
    );
    return this.#limiter;
  }
}
