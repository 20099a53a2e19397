import type { Clock, Random } from "../../cron/words/clock.ts";
import { Loop } from "../../cron/words/loop.ts";
import { type Redact, redactNothing } from "../../cron/words/redact.ts";
import { toSafeText } from "../../cron/words/serialize.ts";
import type { MessageKind } from "../words/vocabulary.ts";
import { decideTry, TRY_BACKOFF, type TryBackoff, type TryRecord } from "./decide-try.ts";
import type { DeliveryAnswer, HeldMessage, SendMessage } from "./message.ts";
import type { OutboxRows } from "./outbox-rows.ts";

export interface CourierTimes {
  /** One try may take so long in all: within the lease, so that no other process begins it meanwhile. */
  tryMs: number;
  leaseMs: number;
  /** What other processes put is found within so long. */
  lookMs: number;
  backoff: TryBackoff;
}

const TIMES: CourierTimes = { tryMs: 25_000, leaseMs: 40_000, lookMs: 2_000, backoff: TRY_BACKOFF };
/** Tries at once in one process. */
const AT_ONCE = 20;
/** What is kept of an answer, in characters. */
const MAX_ANSWER = 8 * 1024;
const MAX_REASON = 1_000;
/** Between two tries to write a try down. */
const WRITE_AGAIN_MS = 500;
/** Longest pause while the database is away. */
const MOST_BACKOFF_MS = 5_000;
const TEND_EVERY_MS = 60_000;
const DELETE_AT_ONCE = 1_000;
/** A call of the platform stays for what becomes due within so long. */
const WORTH_WAITING_MS = 3_000;

export interface CourierParts {
  rows: OutboxRows;
  /** By kind of message; a kind without one is nobody's to send here. */
  senders: Readonly<Partial<Record<MessageKind, SendMessage>>>;
  clock: Clock;
  random: Random;
  /** Takes every secret of the environment out of what is kept. */
  redact?: Redact;
  /** Told of what kept a turn from being taken or a try from being written down. */
  onFailure(error: unknown): void;
  /** Done before the first claim. */
  prepare?(): Promise<void>;
  times?: Partial<CourierTimes>;
}

/**
 * Carries messages out of the outbox: claims what is due, sends each, writes down every try. A process that dies leaves
 * its messages to whoever comes when their leases are over.
 */
export class OutboxCourier {
  readonly #parts: CourierParts;
  readonly #times: CourierTimes;
  readonly #loop: Loop;
  readonly #stopping = new AbortController();
  readonly #sending = new Set<Promise<void>>();
  /** Monotonic times at which something that this process put off is due. */
  #dueMs: number[] = [];
  #tendedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#times = { ...TIMES, ...parts.times };
    const { clock, random, onFailure } = parts;
    const turn = () => this.#turn();
    this.#loop = new Loop({ clock, random, turn, onFailure, mostBackoffMs: MOST_BACKOFF_MS });
  }

  /** Carries from now on. */
  start(): void {
    this.#loop.start();
  }

  /** This process put a message, or something else became due. */
  wake(): void {
    this.#loop.wake();
  }

  /** Claims no more and resolves when what is being sent has ended; what takes longer than `graceMs` is handed back. */
  async stop(graceMs: number): Promise<void> {
    const stopped = this.#loop.stop();
    const ended = new AbortController();
    const grace = this.#parts.clock.sleep(graceMs, ended.signal);
    await Promise.race([Promise.all(this.#sending), grace]);
    ended.abort("ended");
    this.#stopping.abort("stopped");
    await Promise.all([stopped, ...this.#sending]);
  }

  /**
   * Carries what is due, and what becomes so shortly: for a process that lives no longer than a call.
   * @param leftMs how long it may still work; begins no try that could last longer
   */
  async carryDue(leftMs: () => number): Promise<void> {
    while (leftMs() > this.#times.tryMs && !this.#stopping.signal.aborted) {
      await this.#claim();
      if (this.#sending.size > 0) await Promise.race(this.#sending);
      else if (this.#untilDueMs() <= WORTH_WAITING_MS) await this.#parts.clock.sleep(this.#untilDueMs());
      else break;
    }
    await Promise.all(this.#sending);
  }

  async #turn(): Promise<number> {
    if (this.#sending.size < AT_ONCE) await this.#claim();
    return Math.min(this.#times.lookMs, this.#untilDueMs());
  }

  async #claim(): Promise<void> {
    const { rows, prepare } = this.#parts;
    await prepare?.();
    await this.#tend();
    const nowMs = this.#parts.clock.monotonicMs();
    this.#dueMs = this.#dueMs.filter((atMs) => atMs > nowMs);
    for (const message of await rows.claim(AT_ONCE - this.#sending.size, this.#times.leaseMs)) this.#begin(message);
  }

  /** Canaries and the deletion of what is old, once a minute. */
  async #tend(): Promise<void> {
    const { rows, clock } = this.#parts;
    if (clock.monotonicMs() - this.#tendedMs < TEND_EVERY_MS) return;
    this.#tendedMs = clock.monotonicMs();
    await rows.putCanaries();
    await rows.deleteOld(DELETE_AT_ONCE);
  }

  #begin(message: HeldMessage): void {
    const work = this.#carry(message)
      .catch(this.#parts.onFailure)
      .finally(() => {
        this.#sending.delete(work);
        this.#loop.wake();
      });
    this.#sending.add(work);
  }

  async #carry(message: HeldMessage): Promise<void> {
    const { clock, random } = this.#parts;
    const beganMs = clock.monotonicMs();
    const answer = await this.#try(message);
    const durationMs = clock.monotonicMs() - beganMs;
    const { backoff } = this.#times;
    const record = this.#safe(decideTry(message, answer, { now: clock.now(), random, backoff }));
    this.#comeBackIn(Math.max(record.retryMs ?? 0, record.pauseMs));
    await this.#write({ message, record, durationMs, untilMs: beganMs + this.#times.leaseMs });
  }

  async #try(message: HeldMessage): Promise<DeliveryAnswer> {
    const send = this.#parts.senders[message.kind];
    if (!send) return { outcome: "dead", reason: `this release sends no messages of the kind ${message.kind}` };
    const stop = this.#stopping.signal;
    const limit = AbortSignal.timeout(this.#times.tryMs);
    try {
      return await withinSignal(AbortSignal.any([stop, limit]), (signal) => send(message, signal));
    } catch (error) {
      if (stop.aborted) return { outcome: "retry", limited: true, reason: "the process that sent it was stopped" };
      if (limit.aborted) return { outcome: "retry", reason: `no end within ${this.#times.tryMs / 1000} s` };
      return { outcome: "retry", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #safe(record: TryRecord): TryRecord {
    const { redact = redactNothing } = this.#parts;
    const safe = (text: string | null, most: number) => (text === null ? null : toSafeText(text, most, redact));
    return { ...record, answer: safe(record.answer, MAX_ANSWER), reason: safe(record.reason, MAX_REASON) };
  }

  /** A try that is not written down is made again by whoever comes next: the database has as long as the lease. */
  async #write(written: {
    message: HeldMessage;
    record: TryRecord;
    durationMs: number;
    untilMs: number;
  }): Promise<void> {
    const { rows, clock } = this.#parts;
    try {
      await rows.finish(written.message, written.record, written.durationMs);
    } catch (error) {
      if (this.#stopping.signal.aborted || clock.monotonicMs() + WRITE_AGAIN_MS > written.untilMs) throw error;
      await clock.sleep(WRITE_AGAIN_MS, this.#stopping.signal);
      await this.#write(written);
    }
  }

  #comeBackIn(ms: number): void {
    if (ms > 0) this.#dueMs.push(this.#parts.clock.monotonicMs() + ms);
  }

  #untilDueMs(): number {
    const nowMs = this.#parts.clock.monotonicMs();
    return this.#dueMs.reduce((least, atMs) => Math.min(least, Math.max(0, atMs - nowMs)), Number.POSITIVE_INFINITY);
  }
}

/** Rejects when the signal is aborted, also where the work does not look at it: the lease ends in any case. */
async function withinSignal<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(signal), promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
