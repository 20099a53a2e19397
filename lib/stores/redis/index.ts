import type { Clock } from "../../cron/words/clock.ts";
import { CautiousRedis } from "./cautious-redis.ts";
import { RedisDeliveryGate } from "./delivery-gate.ts";
import { type LimitRules, SharedLimit } from "./shared-limit.ts";

interface Settings {
  redis: { url: string; token: string } | null;
  databaseUrl: string | null;
  authSecret: string;
}

interface RedisParts {
  clock: Clock;
  randomBytes: (count: number) => Uint8Array;
  /** What one caller may ask of the API. */
  calls: LimitRules;
  /** Told once for each time that Redis cannot be used, with why, and with null when it can again. */
  tell(problem: string | null): void;
}

/** What is built on Redis, over one client; nothing where none is configured. */
export function createRedisParts(settings: Settings, { clock, randomBytes, calls, tell }: RedisParts) {
  if (settings.redis === null) return { gate: null, sharedLimit: null };
  const redis = new CautiousRedis({ ...settings.redis, clock, tell });
  // Several installations may share a Redis: these two together are no other one's.
  const installation = `${settings.databaseUrl} ${settings.authSecret}`;
  return {
    gate: new RedisDeliveryGate({ redis, clock, randomBytes, installation }),
    sharedLimit: new SharedLimit(redis, calls),
  };
}
