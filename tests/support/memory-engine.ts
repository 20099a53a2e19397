import { createEngine } from "../../lib/cron/engine/create-engine.ts";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { createEvents, type EngineEvent } from "../../lib/cron/ports/events.ts";
import type { DeliveryGate } from "../../lib/cron/ports/gate.ts";
import type { EngineTimes } from "../../lib/cron/ports/parts.ts";
import type { RunStore } from "../../lib/cron/ports/runs.ts";
import type { RunTracing } from "../../lib/cron/ports/tracing.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import type { Delivery, RunRequest } from "../../lib/cron/words/answers.ts";
import { type Redact, redactNothing } from "../../lib/cron/words/redact.ts";
import { FakeClock } from "./fake-clock.ts";
import { createMemoryStores } from "./memory-store/index.ts";

const TIMES: EngineTimes = { leaseMs: 20_000, heartbeatMs: 5_000, sweepMs: 5_000, maxDurationMs: null };

/** The error that stands for a database that does not answer. */
export class StoreAwayError extends Error {}

interface Options {
  times?: Partial<EngineTimes>;
  clock?: FakeClock;
  stores?: ReturnType<typeof createMemoryStores>;
  /** Wraps the store, for faults between engine and store. */
  wrap?: (runs: RunStore) => RunStore;
  redact?: Redact;
  tracing?: RunTracing;
  gate?: DeliveryGate;
}

/** An engine on the memory store and a fake clock. Two of them over the same stores stand for two processes. */
export function memoryEngine(
  jobs: AnyJob[],
  { times, clock = new FakeClock(), stores, wrap, redact = redactNothing, tracing, gate }: Options = {},
) {
  const shared = stores ?? createMemoryStores(clock);
  const seen: EngineEvent[] = [];
  const events = createEvents((error) => {
    throw error;
  });
  events.subscribe((event) => seen.push(event));
  let drawn = 0;
  const engine = createEngine({
    registry: createRegistry(jobs),
    runs: wrap ? wrap(shared.runs) : shared.runs,
    states: shared.states,
    clock,
    random: () => 0.5,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => (drawn++ * 97) % 256),
    services: null,
    events,
    times: { ...TIMES, ...times },
    worker: "test",
    release: null,
    redact,
    ...(tracing && { tracing }),
    ...(gate && { gate }),
    isStoreUnavailable: (error) => error instanceof StoreAwayError,
  });
  return { engine, clock, stores: shared, rows: () => shared.table.all(), events: seen };
}

/** A request with nothing special about it. */
export function request(changes: Partial<RunRequest> & { slot?: boolean } = {}): RunRequest {
  const { slot, ...rest } = changes;
  const delivery: Delivery = slot ? { kind: "scheduled", scheduleId: "job:scripted" } : { kind: "none" };
  return { job: "scripted", params: {}, trigger: "http", delivery, actor: null, ...rest };
}

/** The first of the rows that an engine has left. @throws when there is none */
export function firstRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (!row) throw new Error("expected a row, found none");
  return row;
}
