import type { EngineParts } from "../ports/parts.ts";
import type { Beat, BeatAnswer, StartedRun } from "../ports/runs.ts";
import { Loop } from "../words/loop.ts";
import { createRedact, redactBoth } from "../words/redact.ts";
import { HeldRun, type Leased } from "./held-run.ts";

/** Abort flags, progress and log lines travel at least this often, whatever the lease: a line is seen within 2 s. */
const MAX_BEAT_INTERVAL_MS = 1000;
/** A process stops its handlers this long before its lease can be over; a quarter of short leases. */
const SAFETY_MARGIN_MS = 3000;

interface SentBeat<Run extends Leased> {
  held: HeldRun<Run>;
  beat: Beat;
}

/** Sends beats to the store. */
export type SendBeats = (beats: Beat[]) => Promise<BeatAnswer[]>;

/**
 * One per process and kind (runs, tasks): keeps all in its hands alive with one statement per beat, and stops those it can no longer
 * vouch for. It beats only while runs are held.
 */
export class Keeper<Run extends Leased = StartedRun> {
  readonly #parts: EngineParts;
  readonly #sendBeats: SendBeats;
  readonly #held = new Map<string, HeldRun<Run>>();
  readonly #intervalMs: number;
  readonly #loop: Loop;
  #beating: Promise<void> | null = null;

  constructor(parts: EngineParts, sendBeats: SendBeats = (beats) => parts.runs.beat(beats)) {
    this.#parts = parts;
    this.#sendBeats = sendBeats;
    this.#intervalMs = Math.min(MAX_BEAT_INTERVAL_MS, parts.times.heartbeatMs);
    this.#loop = new Loop({
      clock: parts.clock,
      random: parts.random,
      turn: () => this.#watch(),
      onFailure: (error) => parts.events.emit({ type: "store_failed", operation: "heartbeat", error }),
      mostBackoffMs: this.#intervalMs,
    });
  }

  get count(): number {
    return this.#held.size;
  }

  /** Whether the store has still to hear from us: outcomes of ended handlers, or that a late admission is ours. */
  get owesWord(): boolean {
    return this.all().some((held) => held.owesOutcome || held.isUnconfirmed);
  }

  all(): HeldRun<Run>[] {
    return [...this.#held.values()];
  }

  /**
   * Takes a run into this process's hands.
   * @param secrets values of its own that must not be told
   * @param sentAtMs monotonic time at which its admission or claim was sent: its lease may run since then
   */
  async hold(
    run: Run,
    { sentAtMs, timeoutMs, secrets }: { sentAtMs: number; timeoutMs: number; secrets: readonly string[] },
  ): Promise<HeldRun<Run>> {
    const redact = redactBoth(this.#parts.redact, createRedact(secrets));
    const held = new HeldRun(run, { renewedAtMs: sentAtMs, timeoutMs, redact });
    this.#held.set(run.id, held);
    this.#loop.start(this.#intervalMs);
    if (this.#renewalOf(held, this.#parts.clock.monotonicMs()) !== null) await this.#confirm(held);
    return held;
  }

  release(held: HeldRun<Run>): void {
    this.#held.delete(held.run.id);
    if (this.#held.size === 0) void this.#loop.stop();
  }

  /** Sends what is pending now, for example that the next attempt begins. A store that is away is tried again later. */
  async flush(): Promise<void> {
    // What is under way was taken before; the next beat has everything.
    await this.#beating;
    await this.#beat();
  }

  /**
   * An answer that came late (a frozen process, a slow network, a store that stood still) may tell of a run that another
   * process has by now: its handler is called when a renewal says that it is ours. Until then nothing runs that could do
   * harm, so it is asked for as long as it takes; only the store's own word, or a stop, ends that.
   */
  async #confirm(held: HeldRun<Run>): Promise<void> {
    held.isUnconfirmed = true;
    await this.flush();
    while (!held.stopSignal.aborted && !this.#isVouchedFor(held)) {
      await this.#parts.clock.sleep(this.#intervalMs, held.stopSignal);
      if (!held.stopSignal.aborted) await this.flush();
    }
    held.isUnconfirmed = false;
  }

  /**
   * The beat is not awaited: a hanging statement must not keep the watch from firing. So a turn never fails, and a store
   * that is away gets a beat at every interval: whoever holds a run cannot afford to back off.
   */
  async #watch(): Promise<number> {
    this.#stopUnvouched();
    void this.#beat();
    return this.#intervalMs;
  }

  /** Trust counts from when the last successful renewal was SENT, by the monotonic clock: a freeze does not stop it. */
  #stopUnvouched(): void {
    for (const held of this.#held.values()) {
      if (!held.isUnconfirmed && !this.#isVouchedFor(held)) held.stop("lease_lost");
    }
  }

  #isVouchedFor({ renewedAtMs }: HeldRun<Run>): boolean {
    const { leaseMs } = this.#parts.times;
    const limitMs = leaseMs - Math.min(SAFETY_MARGIN_MS, leaseMs / 4);
    return this.#parts.clock.monotonicMs() - renewedAtMs <= limitMs;
  }

  /** One at a time. */
  #beat(): Promise<void> {
    this.#beating ??= this.#send().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  async #send(): Promise<void> {
    const mine = this.all().filter((held) => !held.isLost);
    if (mine.length === 0) return;
    const sentAtMs = this.#parts.clock.monotonicMs();
    const sent = mine.map((held) => ({ held, beat: held.takeBeat(this.#renewalOf(held, sentAtMs)) }));
    const answered = this.#exchange(sent, sentAtMs);
    for (const { held } of sent) held.beatUnderWay = answered;
    await answered;
    for (const { held } of sent) held.beatUnderWay = null;
  }

  async #exchange(sent: readonly SentBeat<Run>[], sentAtMs: number): Promise<void> {
    try {
      const answers = await this.#sendBeats(sent.map(({ beat }) => beat));
      const byRun = new Map(answers.map((answer) => [answer.runId, answer]));
      for (const { held, beat } of sent) applyAnswer(held, beat, { answer: byRun.get(held.run.id), sentAtMs });
    } catch (error) {
      for (const { held, beat } of sent) held.putBack(beat);
      this.#parts.events.emit({ type: "store_failed", operation: "heartbeat", error });
    }
  }

  #renewalOf(held: HeldRun<Run>, nowMs: number): number | null {
    const { leaseMs, heartbeatMs } = this.#parts.times;
    // Half an interval early: the beat after this one would come too late for the promised heartbeat.
    return nowMs - held.renewedAtMs >= heartbeatMs - this.#intervalMs / 2 ? leaseMs : null;
  }
}

function applyAnswer<Run extends Leased>(
  held: HeldRun<Run>,
  beat: Beat,
  { answer, sentAtMs }: { answer: BeatAnswer | undefined; sentAtMs: number },
): void {
  if (!answer?.held) {
    held.stop("lease_lost");
    return;
  }
  if (beat.leaseMs !== null) held.renewedAtMs = sentAtMs;
  if (answer.abort) held.stop(answer.abort);
}
