import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import type { RedisManner } from "../support/upstash-server.ts";

vi.setConfig({ testTimeout: 600_000 });

const ROUNDS = 40;
const DELIVERIES = 200;
const MANNERS: readonly RedisManner[] = [
  ...(["serves", "serves", "serves", "is away", "hangs"] as const),
  ...(["is slow", "answers null", "answers nonsense", "answers another's"] as const),
];

let redis: RedisServer;
let bench: FaultBench;
beforeEach(async () => {
  [redis, bench] = await Promise.all([startRedis(), FaultBench.open()]);
});
afterEach(async () => {
  await bench.close();
  await redis.close();
});

/** Changes its mind every few milliseconds, and forgets everything now and then. */
async function goMad(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    redis.behave(MANNERS[Math.floor(Math.random() * MANNERS.length)] ?? "serves");
    if (Math.random() < 0.2) await redis.loseData();
    await sleep(Math.random() * 60);
  }
}

test("a Redis that goes mad under storms of equal deliveries over 3 processes loses and doubles no run", async () => {
  const { url, token } = redis;
  const processes = await bench.startMany(3, { sweeps: false, redis: { url, token } });
  const stop = new AbortController();
  const madness = goMad(stop.signal);
  for (let round = 0; round < ROUNDS; round += 1) {
    const delivery = { kind: "request", key: `round-${round}` } as const;
    const calls = Array.from({ length: DELIVERIES }, (_, index) => processes[index % 3] as EngineProcess);
    const answers = await Promise.all(calls.map((engine) => engine.run(plainRequest("yearly", {}, { delivery }))));
    const ids = answers.map((answer) => (answer.kind === "ended" ? answer.run.id : "runId" in answer && answer.runId));
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ kind }) => kind === "ended")).toHaveLength(1);
    await bench.waitForRow(String(ids[0]), ({ deliveries }) => deliveries === DELIVERIES);
  }
  stop.abort();
  await madness;
  expect(await bench.rows()).toHaveLength(ROUNDS);
});
