import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../lib/observe/machine.ts";
import { CautiousRedis } from "../../../lib/stores/redis/cautious-redis.ts";
import { SharedLimit } from "../../../lib/stores/redis/shared-limit.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import { until } from "../../support/until.ts";
import type { RedisManner } from "../../support/upstash-server.ts";

const RULES = { limit: 5, windowMs: 60_000 };

let redis: RedisServer;
let told: (string | null)[];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  told = [];
  redis.behave("serves");
  await redis.loseData();
});

/** As each process has one. */
const openLimit = () => {
  const { url, token } = redis;
  return new SharedLimit(
    new CautiousRedis({ url, token, clock: systemClock, tell: (problem) => told.push(problem) }),
    RULES,
  );
};
/** One that has been of use: on a busy machine, loading the client may take longer than anybody waits for Redis. */
async function openWarmLimit(): Promise<SharedLimit> {
  const limit = openLimit();
  await until("a first answer", async () => await take(limit, "warm"));
  told = [];
  return limit;
}

const take = (limit: SharedLimit, key: string) => limit.take(key, Date.now());

describe("a limit of calls over all processes", () => {
  it("counts them together, each key by itself, and says how long to wait", async () => {
    const [one, other] = [await openWarmLimit(), await openWarmLimit()];
    for (const limit of [one, other, one, other, one]) expect(await take(limit, "ada")).toBe(0);
    for (const limit of [one, other]) {
      const waitSeconds = await take(limit, "ada");
      expect(waitSeconds).toBeGreaterThanOrEqual(1);
      expect(waitSeconds).toBeLessThanOrEqual(60);
    }
    expect(await take(other, "grace")).toBe(0);
  });

  it.each(["is away", "hangs", "is slow", "answers nonsense"] as const satisfies RedisManner[])(
    "over a Redis that %s is unknown, which is told once: it is no leave",
    async (manner) => {
      redis.behave(manner);
      const limit = openLimit();
      for (let count = 0; count < 3; count += 1) expect(await take(limit, "ada")).toBeNull();
      expect(told).toHaveLength(1);
    },
  );

  it("over a Redis that answers null or another's value is unknown or a number, and never throws", async () => {
    for (const manner of ["answers null", "answers another's"] as const) {
      redis.behave(manner);
      const answer = await take(openLimit(), "ada");
      expect(answer === null || typeof answer === "number").toBe(true);
    }
  });
});
