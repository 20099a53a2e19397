import { randomUUID } from "node:crypto";
import type { Clock, Random } from "../../cron/words/clock.ts";
import { Loop } from "../../cron/words/loop.ts";
import type { Db } from "../../db.ts";
import { type LiveRun, readLiveRuns, readSettingsMark } from "./live-runs.ts";

/** The least pause between two readings, while anybody listens. */
const POLL_MS = 1_000;
/** Settings change seldom, and reading them looks at every schedule. */
const SETTINGS_EVERY_POLLS = 5;
/** How far back a resumed listener can be led; further back it is told to read everything anew. */
const MAX_KEPT = 1_000;
/** A run may be committed this long after the start that it names. */
const LATE_COMMIT_MS = 10_000;

/** An event with the id that a listener resumes after. */
export interface NumberedEvent {
  id: string;
  event: LiveEvent;
}

export interface LiveListener {
  /** Called with the events of one reading, in order; never with none. */
  tell(events: readonly NumberedEvent[]): void;
  /** The feed has ended: this process is shutting down. */
  end(): void;
}

export interface Subscription {
  /** Where the listener stands now. */
  id: string;
  /** What it missed since the id it resumes after; null when that is not known any more, or was never ours. */
  missed: readonly NumberedEvent[] | null;
  stop(): void;
}

interface LiveFeedParts {
  db: Db;
  clock: Clock;
  random: Random;
  /** Told when a reading fails; the next one follows all the same. */
  onFailure(error: unknown): void;
}

/**
 * What happens to runs, for everybody in this process who listens: one poller whatever their number, and none while
 * there is nobody.
 */
export class LiveFeed {
  readonly #parts: LiveFeedParts;
  readonly #listeners = new Set<LiveListener>();
  /** Ids of this feed; another process, or this one after a restart, has another name. */
  readonly #name = randomUUID().slice(0, 8);
  #kept: NumberedEvent[] = [];
  #count = 0;
  #known = new Map<string, LiveRun>();
  #since: Date | null = null;
  #settings: string | null = null;
  #polls = 0;
  readonly #loop: Loop;
  #reading: Promise<void> | null = null;
  #ended = false;

  constructor(parts: LiveFeedParts) {
    this.#parts = parts;
    this.#loop = new Loop({ ...parts, turn: () => this.#readOnce().then(() => POLL_MS), mostBackoffMs: POLL_MS });
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Another one as soon as anything was told. */
  get position(): string {
    return this.#idOf(this.#count);
  }

  /**
   * Adds a listener, and resolves when everything that happens from then on is told. What happened before is not known
   * to a feed that slept, so whoever does not resume reads once after this.
   */
  async subscribe(listener: LiveListener, resumeAfter: string | null = null): Promise<Subscription> {
    if (this.#ended) {
      listener.end();
      return { id: this.#idOf(this.#count), missed: null, stop: () => undefined };
    }
    if (!this.#loop.isRunning) this.#beginAnew();
    this.#listeners.add(listener);
    const missed = resumeAfter === null ? null : this.#missedSince(resumeAfter);
    const id = this.#idOf(this.#count);
    this.#loop.start();
    if (this.#since === null) await this.#readAndTell();
    return { id, missed, stop: () => this.#remove(listener) };
  }

  /** The open runs and those that ended lately, read at most once a second however many ask. */
  async snapshot(): Promise<{ runs: readonly LiveRun[]; settings: string }> {
    const quietMs = this.#since === null ? Infinity : this.#parts.clock.now().getTime() - this.#since.getTime();
    if (!this.#loop.isRunning && quietMs > POLL_MS) {
      if (quietMs > LATE_COMMIT_MS) this.#beginAnew();
      this.#polls = 0;
      await this.#readOnce();
    }
    return { runs: [...this.#known.values()], settings: this.#settings ?? "" };
  }

  /** Ends every listener and the poller; nobody can listen any more. */
  async close(): Promise<void> {
    this.#ended = true;
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
    await Promise.allSettled([this.#loop.stop(), this.#reading]);
  }

  #remove(listener: LiveListener): void {
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) void this.#loop.stop();
  }

  /**
   * After a time in which nobody listened: what happened in it is told to nobody, so that nobody can resume across it.
   * A reading that is under way becomes the first one.
   */
  #beginAnew(): void {
    this.#kept = [];
    this.#known = new Map();
    this.#since = null;
    this.#polls = 0;
    this.#count += 1;
  }

  async #readAndTell(): Promise<void> {
    try {
      await this.#readOnce();
    } catch (error) {
      this.#parts.onFailure(error);
    }
  }

  /** One at a time. */
  #readOnce(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { db, clock } = this.#parts;
    const at = clock.now();
    const since = new Date((this.#since ?? at).getTime() - LATE_COMMIT_MS);
    const known = [...this.#known.values()].filter((run) => run.completedAt === null).map(({ id }) => id);
    const runs = await readLiveRuns(db, { since, known });
    const settings = this.#polls % SETTINGS_EVERY_POLLS === 0 ? await readSettingsMark(db) : this.#settings;
    const first = this.#since === null;
    const events: LiveEvent[] = first ? [] : changesBetween(this.#known, runs);
    if (!first && this.#settings !== settings) events.push({ type: "settings_changed" });
    this.#known = new Map(runs.map((run) => [run.id, run]));
    this.#settings = settings;
    this.#since = at;
    this.#polls += 1;
    this.#tell(events);
  }

  #tell(events: readonly LiveEvent[]): void {
    if (events.length === 0) return;
    const numbered = events.map((event) => {
      this.#count += 1;
      return { id: this.#idOf(this.#count), event };
    });
    this.#kept = [...this.#kept, ...numbered].slice(-MAX_KEPT);
    for (const listener of this.#listeners) listener.tell(numbered);
  }

  #missedSince(id: string): readonly NumberedEvent[] | null {
    const [name, count] = id.split("-");
    const missed = this.#count - Number(count);
    return name === this.#name && missed >= 0 && missed <= this.#kept.length
      ? this.#kept.slice(this.#kept.length - missed)
      : null;
  }

  #idOf(count: number): string {
    return `${this.#name}-${count}`;
  }
}

/** What the live feed tells. `run_waiting` is a run that is queued or waits for its next attempt. */
type LiveEvent =
  | { type: "run_waiting" | "run_started" | "run_progressed" | "run_ended"; run: LiveRun }
  /** A schedule, a pause or a switch was changed: read them again. */
  | { type: "settings_changed" };

/** What became of the runs between two readings, in their order. A run that was never seen and has ended is told once. */
function changesBetween(before: ReadonlyMap<string, LiveRun>, after: readonly LiveRun[]): LiveEvent[] {
  return after.flatMap((run) => changeOf(before.get(run.id), run) ?? []);
}

function changeOf(before: LiveRun | undefined, run: LiveRun): LiveEvent | null {
  if (run.completedAt !== null) return before?.completedAt ? null : { type: "run_ended", run };
  if (before?.state !== run.state) return { type: run.state === "started" ? "run_started" : "run_waiting", run };
  return hasMoved(before, run) ? { type: "run_progressed", run } : null;
}

function hasMoved(before: LiveRun, run: LiveRun): boolean {
  return (
    before.attempts !== run.attempts ||
    before.stopping !== run.stopping ||
    before.logCursor !== run.logCursor ||
    JSON.stringify(before.progress) !== JSON.stringify(run.progress)
  );
}
