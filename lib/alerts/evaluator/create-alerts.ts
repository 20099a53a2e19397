import type { Events } from "../../cron/ports/events.ts";
import type { Clock, Random } from "../../cron/words/clock.ts";
import { Loop } from "../../cron/words/loop.ts";
import { allSignals } from "../signals/all-signals.ts";
import { type EvaluationParts, evaluate } from "./evaluate.ts";
import { giveTurnBack, type HeldTurn, takeTurn } from "./lease.ts";
import { deleteOldIncidents } from "./old-incidents.ts";

/** All processes together take a turn at least so often. */
const RHYTHM_MS = 5_000;
/** Who comes on its rhythm leaves the turn to whoever took one so shortly before. */
const RHYTHM_SLACK_MS = 1_000;
/** What ends one after the other is looked at together. */
const LEAST_BETWEEN_MS = 500;
/** Another process is in its turn, and may have read before what this one is woken for was committed. */
const TAKEN_RETRY_MS = 200;
/** Nobody looked for so long: whoever comes does. */
const UNWATCHED_MS = 60_000;
/** After a start, whoever dispatches and sweeps gets so long before silence says anything. */
const SETTLING_MS = 15_000;
const TEND_EVERY_MS = 3_600_000;

export interface AlertsParts extends EvaluationParts {
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  worker: string;
  /** Resolves once the rows of the environment's channels are there: what opened before would be told nobody. */
  channelsReady(): Promise<void>;
  /** After the commit of messages: they may leave. */
  onMessages(): void;
  /** Told of a turn that failed; the next one follows all the same. */
  onFailure(error: unknown): void;
}

/** Connects the evaluator with what ends in this process. Nothing is begun before `start`. */
export function createAlerts({
  events,
  ...parts
}: Omit<AlertsParts, "readers"> & { events: Pick<Events, "subscribe"> }) {
  const alerts = new Alerts({ ...parts, readers: allSignals });
  events.subscribe((event) => {
    if (event.type === "run_ended") alerts.runEnded({ failed: event.run.status !== "completed" });
    if (event.type === "runs_rescued") alerts.runEnded({ failed: true });
  });
  return alerts;
}

/**
 * What watches the rows: by itself in a process that stays, within the call where processes come and go. One evaluates
 * at a time, over all processes.
 */
export class Alerts {
  readonly #parts: AlertsParts;
  readonly #loop: Loop;
  readonly #startedMs: number;
  /** Somebody knows that there is something to see. */
  #woken = false;
  /** Monotonic time of the latest look of this process, and of its latest deletion of what is past its time. */
  #lookedMs = Number.NEGATIVE_INFINITY;
  #tendedMs = Number.NEGATIVE_INFINITY;
  #unresolved = 0;
  /** Looks of requests that are under way. */
  readonly #looks = new Set<Promise<void>>();

  constructor(parts: AlertsParts) {
    this.#parts = parts;
    this.#startedMs = parts.clock.monotonicMs();
    // Where processes come and go, one that comes may be the first in a long time.
    if (!parts.installation.onPlatform) this.#lookedMs = this.#startedMs;
    this.#loop = new Loop({ ...parts, turn: () => this.#turn(), mostBackoffMs: RHYTHM_MS });
  }

  /** Evaluates from now on. */
  start(): void {
    this.#loop.start();
  }

  /** Begins no turn any more; resolves when those that are under way are over. */
  async stop(): Promise<void> {
    await Promise.all([this.#loop.stop(), ...this.#looks]);
  }

  /** Something happened that somebody may have to be told of. Nothing where no loop runs: its call evaluates. */
  wake(): void {
    this.#woken = true;
    this.#loop.wake(Math.max(0, this.#lookedMs + LEAST_BETWEEN_MS - this.#parts.clock.monotonicMs()));
  }

  /** A run ended here. While nothing is wrong, one that went well is no news. */
  runEnded({ failed }: { failed: boolean }): void {
    if (failed || this.#unresolved > 0) this.wake();
  }

  /**
   * Looks if nobody has for a minute, whichever process; null when this one knows that somebody did. For requests: they
   * wait for none of it, and it never rejects.
   */
  lookIfUnwatched(): Promise<void> | null {
    if (this.#parts.clock.monotonicMs() - this.#lookedMs < UNWATCHED_MS) return null;
    return this.#look({ leastMs: UNWATCHED_MS, awake: false });
  }

  /** Looks now, within a call of the platform that has dispatched, swept or run something. Never rejects. */
  lookWithinCall(): Promise<void> {
    return this.#look({ leastMs: 0, awake: true });
  }

  #look(how: { leastMs: number; awake: boolean }): Promise<void> {
    const look = this.#takeTurn(how).then(() => undefined, this.#parts.onFailure);
    const counted: Promise<void> = look.finally(() => this.#looks.delete(counted));
    this.#looks.add(counted);
    return counted;
  }

  async #turn(): Promise<number> {
    const woken = this.#woken;
    this.#woken = false;
    const taken = await this.#takeTurn({ leastMs: woken ? 0 : RHYTHM_MS - RHYTHM_SLACK_MS, awake: false });
    if (taken || !woken) return RHYTHM_MS;
    this.#woken = true;
    return TAKEN_RETRY_MS;
  }

  /** False when the turn is another process's. */
  async #takeTurn({ leastMs, awake }: { leastMs: number; awake: boolean }): Promise<boolean> {
    const { db, worker, clock, channelsReady } = this.#parts;
    this.#lookedMs = clock.monotonicMs();
    await channelsReady();
    const turn = await takeTurn(db, { worker, leastMs });
    if (!turn) return false;
    await this.#evaluate({ ...turn, awake: awake || this.#isSettled(turn) });
    await this.#tend();
    return true;
  }

  #isSettled({ turnedAt, now }: HeldTurn): boolean {
    const isWatched = turnedAt !== null && now.getTime() - turnedAt.getTime() < UNWATCHED_MS;
    return isWatched && this.#parts.clock.monotonicMs() - this.#startedMs >= SETTLING_MS;
  }

  async #evaluate(turn: HeldTurn & { awake: boolean }): Promise<void> {
    try {
      const { unresolved, messages } = await evaluate(this.#parts, turn);
      this.#unresolved = unresolved;
      if (messages > 0) this.#parts.onMessages();
    } catch (error) {
      // Where the database is away, the lease expires by itself.
      await giveTurnBack(this.#parts.db, turn).catch(() => undefined);
      throw error;
    }
  }

  async #tend(): Promise<void> {
    const { clock, db } = this.#parts;
    if (clock.monotonicMs() - this.#tendedMs < TEND_EVERY_MS) return;
    this.#tendedMs = clock.monotonicMs();
    await deleteOldIncidents(db);
  }
}
