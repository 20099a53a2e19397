import { randomBytes } from "node:crypto";
import { Pool } from "pg";
import { createEngine } from "../../lib/cron/engine/create-engine.ts";
import { createEvents } from "../../lib/cron/ports/events.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { redactNothing } from "../../lib/cron/words/redact.ts";
import { systemClock } from "../../lib/observe/machine.ts";
import { PgBossQueue } from "../../lib/queue/pg-boss-queue.ts";
import { isDatabaseUnavailable } from "../../lib/stores/postgres/errors.ts";
import { createPostgresStores } from "../../lib/stores/postgres/index.ts";
import { CautiousRedis } from "../../lib/stores/redis/cautious-redis.ts";
import { RedisDeliveryGate } from "../../lib/stores/redis/delivery-gate.ts";
import type { EngineProcessConfig, Question, Report } from "./engine-process.ts";
import { faultJobs } from "./fault-jobs.ts";

/** The child: the engine as lib/runtime.ts connects it, with jobs that misbehave, asked over the parent's channel. */

const config = JSON.parse(process.env.ENGINE_PROCESS ?? "") as EngineProcessConfig;
const DRAIN_GRACE_MS = 5_000;
const RUNS_AT_ONCE = 4;
let clockAt: Date | null = null;
const [pool, keeperPool] = [2, 1].map((max) => {
  const limits = { max, connectionTimeoutMillis: 5_000, query_timeout: 30_000 };
  return new Pool({ connectionString: config.databaseUrl, ...limits }).on("error", () => undefined);
}) as [Pool, Pool];
const onQueueError = (error: unknown) =>
  report({ kind: "event", type: "store_failed", runId: null, detail: `${error}` });
const queue =
  config.role === "inline" ? null : new PgBossQueue({ pool, databaseUrl: config.databaseUrl, onError: onQueueError });
const stores = createPostgresStores(pool, { keeperPool, queue });
const events = createEvents((error) => {
  throw error;
});
const clock = { ...systemClock, now: () => clockAt ?? new Date() };
const redis = config.redis && new CautiousRedis({ ...config.redis, clock, tell: tellRedis });
/** The parent sees it as an event of its own. */
function tellRedis(problem: string | null): void {
  report({ kind: "event", type: "store_failed", runId: null, detail: `redis: ${problem ?? "answers again"}` });
}
const engine = createEngine({
  registry: createRegistry(faultJobs),
  runs: stores.runs,
  states: stores.states,
  tasks: stores.tasks,
  ...(queue && { queue }),
  clock,
  ...(redis && { gate: new RedisDeliveryGate({ redis, clock, randomBytes, installation: config.databaseUrl }) }),
  random: Math.random,
  randomBytes: (count) => randomBytes(count),
  services: { effectsPath: config.effectsPath },
  events,
  times: config.times,
  worker: `fault:${process.pid}`,
  release: null,
  redact: redactNothing,
  isStoreUnavailable: isDatabaseUnavailable,
});

/** As lib/runtime.ts does. */
async function drain(graceMs: number) {
  const drained = await engine.drain(graceMs);
  await queue?.close();
  await Promise.all([pool.end(), keeperPool.end()]);
  return drained;
}

const report = (message: Report) => void process.send?.(message);

events.subscribe((event) => {
  if (event.type === "line") return;
  const run = "run" in event ? event.run.id : "runId" in event ? event.runId : null;
  const detail = event.type === "store_failed" ? `${event.operation}: ${event.error}` : null;
  report({ kind: "event", type: event.type, runId: run, detail });
});

async function answer({ method, request, runId, graceMs, at }: Question): Promise<unknown> {
  switch (method) {
    case "run":
      return engine.run(request);
    case "begin": {
      const begun = await engine.begin(request);
      return begun.kind === "begun" ? { kind: "begun", runId: begun.run.runId } : begun;
    }
    case "sweep": {
      const { rescued, claimed } = await engine.sweep();
      return { rescued, claimed };
    }
    case "tick": {
      const { claimed } = await engine.tick();
      return { claimed };
    }
    case "cancel":
      return stores.runs.cancel(runId);
    case "drain":
      return drain(graceMs);
    case "setClock":
      clockAt = at;
      return null;
  }
}

process.on("message", (question: Question) => {
  answer(question).then(
    (value) => report({ kind: "answer", id: question.id, value }),
    (error: unknown) => report({ kind: "failure", id: question.id, error: String(error) }),
  );
});
// The parent died: nothing that is tested goes on without it.
process.on("disconnect", () => process.exit(1));
process.on("SIGTERM", () => void drain(DRAIN_GRACE_MS).then(() => process.exit(0)));
if (config.sweeps) engine.start();
if (config.role === "worker") await engine.work(RUNS_AT_ONCE);
report({ kind: "ready" });
