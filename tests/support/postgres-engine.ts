import { randomBytes } from "node:crypto";
import { createEngine } from "../../lib/cron/engine/create-engine.ts";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { createEvents, type EngineEvent } from "../../lib/cron/ports/events.ts";
import type { EngineParts } from "../../lib/cron/ports/parts.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { redactNothing } from "../../lib/cron/words/redact.ts";
import { systemClock } from "../../lib/observe/machine.ts";
import { isDatabaseUnavailable } from "../../lib/stores/postgres/errors.ts";
import type { TestStores } from "../stores/support/postgres-stores.ts";

const TIMES = { leaseMs: 3_000, heartbeatMs: 1_000, sweepMs: 200, maxDurationMs: null };
let made = 0;

/** An engine on real stores and the real clock. Several over the same stores stand for several processes. */
export function postgresEngine(
  { runs, states, tasks }: TestStores,
  jobs: AnyJob[],
  changes: Partial<Omit<EngineParts, "registry">> = {},
) {
  const seen: EngineEvent[] = [];
  const events = createEvents((error) => {
    throw error;
  });
  events.subscribe((event) => seen.push(event));
  made += 1;
  const engine = createEngine({
    registry: createRegistry(jobs),
    runs,
    states,
    tasks,
    clock: systemClock,
    random: () => 0.5,
    randomBytes: (count) => randomBytes(count),
    services: null,
    events,
    times: TIMES,
    worker: `engine:${made}`,
    release: null,
    redact: redactNothing,
    isStoreUnavailable: isDatabaseUnavailable,
    ...changes,
  });
  return { engine, events: seen };
}
