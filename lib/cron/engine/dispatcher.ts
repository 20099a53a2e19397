import type { AnyJob } from "../jobs/define-job.ts";
import { lanesOf, lockKeyOf } from "../jobs/lock-key.ts";
import { parseParams } from "../jobs/params.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { Dispatched, DispatchItem, DueRow, ScheduleStore } from "../ports/schedules.ts";
import { type PlannedRun, planSlots, type UnrunSlots } from "../schedules/misfire.ts";
import { InvalidParamsError } from "../words/errors.ts";
import type { Json } from "../words/json.ts";
import { Loop } from "../words/loop.ts";
import { newRunId } from "../words/run-id.ts";
import { toRunError } from "../words/serialize.ts";
import { RegistryFollower } from "./follow-registry.ts";

/** Schedules read and moved by one statement. */
const BATCH = 250;
/** One tick is bounded: it may stand before somebody's answer. 10,000 schedules due at once fit. */
const MAX_BATCHES = 100;
/** A change of a schedule takes effect on every dispatcher within this time. */
const MAX_SLEEP_MS = 5_000;
/** What is due but was not moved is in another dispatcher's hands: look again in a moment, not at once. */
const MIN_SLEEP_MS = 50;

export interface DispatchReport {
  /** Schedules that this dispatcher moved on. */
  moved: number;
  /** Runs that it made of them. */
  runs: number;
}

/**
 * Turns due schedules into runs. Reads them without a lock, plans in plain code, and moves each with its runs in one
 * compare-and-set statement, so that any number of dispatchers may run at once. Costs grow with what is due.
 */
export class Dispatcher {
  readonly #parts: EngineParts;
  readonly #schedules: ScheduleStore;
  readonly #follower: RegistryFollower;
  readonly #loop: Loop;
  #onRuns: () => void = () => undefined;
  lastAt: Date | null = null;

  constructor(parts: EngineParts, schedules: ScheduleStore) {
    this.#parts = parts;
    this.#schedules = schedules;
    this.#follower = new RegistryFollower(parts, schedules);
    this.#loop = new Loop({
      clock: parts.clock,
      random: parts.random,
      turn: (stop) => this.#turn(stop),
      onFailure: (error) => parts.events.emit({ type: "store_failed", operation: "dispatch", error }),
      mostBackoffMs: MAX_SLEEP_MS,
    });
  }

  get isRunning(): boolean {
    return this.#loop.isRunning;
  }

  /** @param stop begins no further batch once it is aborted */
  async dispatch(stop?: AbortSignal): Promise<DispatchReport> {
    await this.#follower.followIfDue();
    const { registry, clock } = this.#parts;
    const report = { moved: 0, runs: 0 };
    const jobNames = registry.jobs.map((job) => job.name);
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const { now, rows } = await this.#schedules.due({ limit: BATCH, jobNames });
      const moved = await this.#move(rows, now, (row) => delayed(now, row));
      report.moved += moved.length;
      for (const { runs } of moved) report.runs += runs;
      // Moved by somebody else meanwhile: that dispatcher goes on with the rest.
      if (rows.length < BATCH || moved.length === 0 || stop?.aborted) break;
    }
    this.lastAt = clock.now();
    return report;
  }

  /** Dispatches; what hinders it is told, and hinders nothing of what else a tick does. */
  async tryDispatch(): Promise<DispatchReport> {
    try {
      return await this.dispatch();
    } catch (error) {
      this.#parts.events.emit({ type: "store_failed", operation: "dispatch", error });
      return { moved: 0, runs: 0 };
    }
  }

  /**
   * Gives every slot of these schedules that has come its ending now, under the settings that hold now: before somebody
   * changes them. A schedule's delay is not waited for; a delivery that still comes finds the slot taken. Two statements
   * see to as many schedules as a turn does.
   */
  async settle(scheduleIds: readonly string[]): Promise<void> {
    for (let at = 0; at < scheduleIds.length; at += BATCH) {
      const { now, rows } = await this.#schedules.pending(scheduleIds.slice(at, at + BATCH));
      const known = rows.filter((row) => this.#parts.registry.find(row.jobName));
      await this.#move(known, now, () => now);
    }
  }

  /**
   * Moves each schedule on, with all of them in one statement. One that cannot be planned, or whose plan the database
   * refuses, is parked with its reason and keeps no other from moving.
   */
  async #move(rows: readonly DueRow[], now: Date, seenAt: (row: DueRow) => Date): Promise<Dispatched[]> {
    const planned: { row: DueRow; item: DispatchItem }[] = [];
    for (const row of rows) {
      try {
        planned.push({ row, item: this.#plan(row, now, seenAt(row)) });
      } catch (error) {
        await this.#park(row, error);
      }
    }
    try {
      return await this.#schedules.dispatch(planned.map(({ item }) => item));
    } catch (error) {
      if (this.#parts.isStoreUnavailable(error)) throw error;
      return this.#moveOneByOne(planned);
    }
  }

  async #moveOneByOne(planned: readonly { row: DueRow; item: DispatchItem }[]): Promise<Dispatched[]> {
    const moved: Dispatched[] = [];
    for (const { row, item } of planned) {
      try {
        moved.push(...(await this.#schedules.dispatch([item])));
      } catch (error) {
        if (this.#parts.isStoreUnavailable(error)) throw error;
        await this.#park(row, error);
      }
    }
    return moved;
  }

  async #park(row: DueRow, error: unknown): Promise<void> {
    const parked = await this.#schedules.park(row, toRunError(error, { redact: this.#parts.redact }).message);
    const { id: scheduleId, jobName } = row;
    if (parked) this.#parts.events.emit({ type: "schedule_parked", scheduleId, jobName, error });
  }

  /** Dispatches for as long as the process lives; `onRuns` is told when there is work. */
  start(onRuns: () => void): void {
    this.#onRuns = onRuns;
    this.#loop.start();
  }

  /** Resolves when the turn that is under way is over. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #turn(stop: AbortSignal): Promise<number> {
    const { runs } = await this.dispatch(stop);
    if (runs > 0) this.#onRuns();
    return await this.#msToSleep();
  }

  async #msToSleep(): Promise<number> {
    const dueInMs = await this.#schedules.msUntilNextDue(this.#parts.registry.jobs.map((job) => job.name));
    return Math.min(MAX_SLEEP_MS, Math.max(MIN_SLEEP_MS, dueInMs ?? MAX_SLEEP_MS));
  }

  /** @param seenAt slots after it are left for later */
  #plan(row: DueRow, now: Date, seenAt: Date): DispatchItem {
    const job = this.#parts.registry.find(row.jobName);
    if (!job) throw new Error(`Schedule ${row.id} was read for ${row.jobName}, which is not registered`);
    const rules = { ...row.rules, graceMs: row.rules.graceMs + row.jitterMs };
    const { runs, unrun, next } = planSlots({ ...row, rules }, seenAt);
    const withId = <T>(item: T) => ({ ...item, id: newRunId(now, this.#parts.randomBytes) });
    const params = paramsOf(job, row.params);
    return {
      scheduleId: row.id,
      version: row.version,
      slot: row.nextSlot,
      nextSlot: next,
      nextRunAt: next && startOf(next, { ...row, drawn: this.#parts.random() }),
      lastSlot: lastOf(runs, unrun),
      jobName: job.name,
      enabledByDefault: job.enabledByDefault ?? true,
      lockKey: params.lockKey,
      lanes: lanesOf(job),
      overlap: row.overlap ?? job.overlap ?? "skip",
      maxAttempts: job.maxAttempts,
      params: params.value,
      release: this.#parts.release,
      runs: runs.map(withId),
      unrun: unrun.map(withId),
    };
  }
}

function lastOf(runs: readonly PlannedRun[], unrun: readonly UnrunSlots[]): Date | null {
  const slots = [...runs.slice(-1).map(({ slot }) => slot), ...unrun.slice(-1).map(({ until }) => until)];
  return slots.length === 0 ? null : new Date(Math.max(...slots.map(Number)));
}

/** Everything happens `delay` later than the slots say, so the plan is made for that much earlier. */
const delayed = (now: Date, { delayMs }: DueRow) => new Date(now.getTime() - delayMs);

/** When the dispatcher looks at a slot: its fixed delay after it, and a part of its jitter (`drawn` in [0, 1)). */
function startOf(slot: Date, { delayMs, jitterMs, drawn }: { delayMs: number; jitterMs: number; drawn: number }): Date {
  return new Date(slot.getTime() + delayMs + Math.floor(jitterMs * drawn));
}

/** Parameters that the job's schema refuses by now are kept as they are: the run itself then fails and says why. */
function paramsOf(job: AnyJob, stored: Json): { value: Json; lockKey: string } {
  try {
    const value = parseParams(job, stored);
    return { value, lockKey: lockKeyOf(job, value) };
  } catch (error) {
    if (!(error instanceof InvalidParamsError)) throw error;
    return { value: stored, lockKey: job.name };
  }
}
