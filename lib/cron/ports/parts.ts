import type { Registry } from "../schedules/registry.ts";
import type { DeliveryRules } from "../schedules/settings.ts";
import type { Clock, Random } from "../words/clock.ts";
import type { Redact } from "../words/redact.ts";
import type { TellStack } from "../words/serialize.ts";
import type { Events } from "./events.ts";
import type { DeliveryGate } from "./gate.ts";
import type { RunQueue } from "./queue.ts";
import type { RunStore } from "./runs.ts";
import type { ScheduleStore } from "./schedules.ts";
import type { StateStore } from "./states.ts";
import type { TaskStore } from "./tasks.ts";
import type { RunTracing } from "./tracing.ts";

/** Lengths of time that the engine lives by; lib/env.ts reads them, all in ms. */
export interface EngineTimes {
  /** How long a run is held without a sign of life. */
  leaseMs: number;
  /** A lease older than this is renewed. */
  heartbeatMs: number;
  /** Pause between two sweeps of a long-lived process. */
  sweepMs: number;
  /** How long the platform lets one invocation live, or null off the platform. */
  maxDurationMs: number | null;
}

/** The lengths of time as variables have them, in seconds. */
interface TimeSettings {
  leaseSeconds: number;
  heartbeatSeconds: number;
  sweepSeconds: number;
  maxDurationSeconds: number | null;
}

export function engineTimes(settings: TimeSettings): EngineTimes {
  const { leaseSeconds, heartbeatSeconds, sweepSeconds, maxDurationSeconds } = settings;
  return {
    leaseMs: leaseSeconds * 1000,
    heartbeatMs: heartbeatSeconds * 1000,
    sweepMs: sweepSeconds * 1000,
    maxDurationMs: maxDurationSeconds === null ? null : maxDurationSeconds * 1000,
  };
}

/** What the engine is built from. Clock and randomness come in, so that it runs under a fake clock alike. */
export interface EngineParts<Services = unknown> {
  registry: Registry;
  runs: RunStore;
  states: StateStore;
  /** Absent: this engine runs what it is asked to and dispatches nothing. */
  schedules?: ScheduleStore;
  /** Queue mode: runs wait for workers. Absent: they are run in the process that admitted them. */
  queue?: RunQueue;
  /** Absent: the store is asked about every delivery. */
  gate?: DeliveryGate;
  /** Absent: jobs cannot fan out. */
  tasks?: TaskStore;
  /** Tasks that this process works on at once. Default 10; in queue mode only workers take tasks, as many as runs. */
  taskSlots?: number;
  /** How the slots of the registry's jobs reach us. */
  delivery?: DeliveryRules;
  clock: Clock;
  random: Random;
  randomBytes: (count: number) => Uint8Array;
  services: Services;
  events: Events;
  times: EngineTimes;
  /** Takes the environment's secrets out of whatever is kept, told or printed of a run. */
  redact: Redact;
  /** Tells an error's stack by the files that people wrote. Absent: as the process has it. */
  tellStack?: TellStack;
  /** Absent: nobody follows runs and attempts from inside. */
  tracing?: RunTracing;
  /** Host and process, for the row. */
  worker: string;
  release: string | null;
  /** Whether an error of the store means "not reachable right now" rather than "wrong". */
  isStoreUnavailable: (error: unknown) => boolean;
}
