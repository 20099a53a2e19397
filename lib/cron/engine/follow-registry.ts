import type { AnyJob } from "../jobs/define-job.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { ScheduleStore } from "../ports/schedules.ts";
import { type Declaration, planSync } from "../schedules/record.ts";
import { type DeliveryRules, declaredSettings, registryScheduleId, timingOf } from "../schedules/settings.ts";
import { nextSlot } from "../time/timing.ts";

/** A lost row is back within this time and the dispatcher's longest sleep. */
const FOLLOW_EVERY_MS = 30_000;

/** Nothing delivers slots from outside: the dispatcher turns them into runs itself. */
const DISPATCHED_HERE: DeliveryRules = { watchAfterSeconds: () => null, graceSeconds: 30 };

/**
 * Keeps the stored schedules of code as the registry declares them: at a process's first look, and again and again, for
 * rows can be lost. A row that comes back goes on at the first slot that has no ending, as the history and this
 * process's last look know it, so that the dispatcher accounts for every slot of the gap.
 */
export class RegistryFollower {
  readonly #parts: EngineParts;
  readonly #schedules: ScheduleStore;
  #lookedMs: number | null = null;
  /** The next slots at the last look. */
  #nextSlots: ReadonlyMap<string, Date> = new Map();

  constructor(parts: EngineParts, schedules: ScheduleStore) {
    this.#parts = parts;
    this.#schedules = schedules;
  }

  async followIfDue(): Promise<void> {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#lookedMs !== null && nowMs - this.#lookedMs < FOLLOW_EVERY_MS) return;
    await this.#follow();
    await this.#register();
    this.#lookedMs = nowMs;
  }

  async #register(): Promise<void> {
    const rows = this.#parts.registry.jobs.map(({ name, aliases = [], enabledByDefault = true }) => {
      return { name, aliases, enabledByDefault };
    });
    await this.#schedules.registerJobs(rows);
  }

  async #follow(): Promise<void> {
    const declarations = declarationsOf(this.#parts);
    const { now, records } = await this.#schedules.declared(declarations.map(({ id }) => id));
    const stored = new Set(records.map(({ id }) => id));
    const gaps = await this.#gapsOf(declarations.filter(({ id }) => !stored.has(id)));
    const written = new Map<string, Date | null>(records.map((record) => [record.id, record.nextSlot]));
    for (const write of planSync(records, declarations, { now, gaps })) {
      if (await this.#put(write)) written.set(write.id, write.nextSlot);
    }
    const restored = [...gaps.keys()].filter((id) => written.has(id));
    if (restored.length > 0) this.#parts.events.emit({ type: "schedules_restored", scheduleIds: restored });
    this.#nextSlots = new Map([...written].flatMap(([id, slot]) => (slot ? [[id, slot]] : [])));
  }

  /**
   * A write that came second is one that another process of this release made, or the next release's business. One that
   * the database refuses is told, and keeps no other from being made.
   */
  async #put(write: Parameters<ScheduleStore["put"]>[0]): Promise<boolean> {
    try {
      return (await this.#schedules.put(write)) !== null;
    } catch (error) {
      if (this.#parts.isStoreUnavailable(error)) throw error;
      this.#parts.events.emit({ type: "store_failed", operation: `put ${write.id}`, error });
      return false;
    }
  }

  /** The first slot without an ending of each lost schedule that ever had one; a schedule that is new has none. */
  async #gapsOf(lost: readonly Declaration[]): Promise<ReadonlyMap<string, Date>> {
    if (lost.length === 0) return new Map();
    const lastSlots = await this.#schedules.lastSlots(lost.map(({ id }) => id));
    return new Map(
      lost.flatMap(({ id, settings }) => {
        const last = lastSlots.get(id);
        const followsLast = last ? nextSlot(timingOf(settings, last), last) : null;
        const first = laterOf(followsLast, this.#nextSlots.get(id) ?? null);
        return first ? [[id, first]] : [];
      }),
    );
  }
}

function declarationsOf({ registry, delivery = DISPATCHED_HERE }: EngineParts): Declaration[] {
  return registry.jobs.flatMap((job: AnyJob) => {
    const settings = declaredSettings(job, delivery);
    return settings ? [{ id: registryScheduleId(job), jobName: job.name, name: job.name, settings }] : [];
  });
}

const laterOf = (a: Date | null, b: Date | null) => (a && (!b || a > b) ? a : b);
