import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { nextInstant } from "../../lib/cron/time/expressions.ts";
import { DatabaseProxy } from "../support/database-proxy.ts";
import { type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { until } from "../support/until.ts";
import type { RedisManner } from "../support/upstash-server.ts";

vi.setConfig({ testTimeout: 180_000 });

const PROCESSES = 3;
const DELIVERIES = 200;
const SLOT = { kind: "scheduled", scheduleId: "job:yearly" } as const;

let redis: RedisServer;
let bench: FaultBench;
let proxy: DatabaseProxy;
let processes: EngineProcess[];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());
beforeEach(async () => {
  bench = await FaultBench.open();
  proxy = await DatabaseProxy.open(bench.databaseUrl);
  redis.behave("serves");
  await redis.loseData();
});
afterEach(async () => {
  await bench.close();
  await proxy.close();
});

async function start(): Promise<void> {
  const { url, token } = redis;
  processes = await bench.startMany(PROCESSES, { databaseUrl: proxy.url, sweeps: false, redis: { url, token } });
}

/** At once, in turn to each process. */
function deliver(delivery: Parameters<typeof plainRequest>[2] = { delivery: SLOT }) {
  const request = plainRequest("yearly", {}, { trigger: "platform", ...delivery });
  const calls = Array.from({ length: DELIVERIES }, (_, index) => processes[index % PROCESSES] as EngineProcess);
  return Promise.all(calls.map((engine) => engine.run(request)));
}

type Answers = Awaited<ReturnType<typeof deliver>>;

/** One run, told to one caller as its ending and to all others by its id; all are counted on it. */
async function expectOneRun(answers: Answers): Promise<void> {
  const runs = await bench.rows();
  expect(runs).toHaveLength(1);
  const runId = runs[0]?.id ?? "";
  await bench.waitForRow(runId, ({ deliveries }) => deliveries === DELIVERIES);
  expect(runs[0]).toMatchObject({ status: "completed", attempts: 1 });
  expect(answers.filter(({ kind }) => kind === "ended")).toHaveLength(1);
  const told = answers.flatMap((answer) => (answer.kind === "skipped" ? [[answer.reason, answer.runId]] : []));
  expect(told).toEqual(Array.from({ length: DELIVERIES - 1 }, () => ["duplicate_slot", runId]));
  expect(bench.effects.all().filter(({ what }) => what === "begin")).toHaveLength(1);
}

/** What each process said about Redis. */
const complaints = () =>
  processes.map(({ events }) => events.flatMap(({ detail }) => (detail?.startsWith("redis:") ? [detail] : [])));

describe("200 equal deliveries over 3 processes", () => {
  it.each([
    ["one slot", SLOT],
    ["one key of the caller's own", { kind: "request", key: "once" }],
  ] as const)("of %s touch the database at most 20 times, and are one run all the same", async (_, delivery) => {
    await start();
    const before = proxy.statements;
    await expectOneRun(await deliver({ delivery }));
    expect(proxy.statements - before).toBeLessThanOrEqual(20);
    expect(redis.requests).toBeGreaterThan(0);
  });

  it("are told what became of the run when they come after its end", async () => {
    await start();
    await deliver();
    const row = await bench.onlyRow();
    const later = await until("the ending at the gate", async () => {
      const answer = await (processes[1] as EngineProcess).run(plainRequest("yearly", {}, { delivery: SLOT }));
      return answer.kind === "skipped" && answer.firstStatus === "completed" ? answer : null;
    });
    expect(later).toMatchObject({ reason: "duplicate_slot", runId: row.id });
  });
});

describe("a Redis", () => {
  it.each(["is away", "hangs", "is slow", "answers nonsense"] as const satisfies RedisManner[])(
    "that %s: one run, one warning of each process",
    async (manner) => {
      redis.behave(manner);
      await start();
      await expectOneRun(await deliver());
      expect(complaints().map(({ length }) => length)).toEqual([1, 1, 1]);
    },
  );

  it.each(["answers null", "answers another's"] as const satisfies RedisManner[])(
    "that %s: the database decides, and no delivery is taken for another's",
    async (manner) => {
      redis.behave(manner);
      await start();
      await expectOneRun(await deliver());
      for (const said of complaints()) expect(said.length).toBeLessThanOrEqual(1);
    },
  );

  it("that loses its data between and under deliveries lets no second run through", async () => {
    await start();
    const losing = setInterval(() => void redis.loseData(), 5);
    const answers = await deliver().finally(() => clearInterval(losing));
    await expectOneRun(answers);
  });

  it("that comes back is of use again, and that is told", async () => {
    redis.behave("is away");
    await start();
    await deliver();
    redis.behave("serves");
    const engine = processes[0] as EngineProcess;
    await until("its return", async () => {
      await engine.run(plainRequest("yearly", {}, { delivery: SLOT }));
      return engine.events.some(({ detail }) => detail === "redis: answers again") ? true : null;
    });
  });

  it("between processes whose clocks are ten seconds apart loses and doubles no slot", async () => {
    await start();
    const schedule = { kind: "cron", expression: "0 0 1 1 *", timezone: "UTC" } as const;
    const newYear = nextInstant(schedule, new Date())?.getTime() ?? 0;
    // The database's clock is today's: what is compared is which slot each process takes a delivery for.
    for (const [index, skewMs] of [-10_000, 0, 10_000].entries()) {
      await processes[index]?.setClock(new Date(newYear + skewMs));
    }
    const answers = await deliver();
    expect(answers.filter(({ kind }) => kind === "ended").length).toBe((await bench.rows()).length);
    const slots = (await bench.rows()).map(({ scheduled_for }) => scheduled_for?.toISOString());
    expect(new Set(slots).size).toBe(slots.length);
  });
});
