import type { Clock, Random } from "../cron/words/clock.ts";
import { Loop } from "../cron/words/loop.ts";
import type { CallRow, CallStore, CronCall } from "./call-rows.ts";

/** A number of rows at once, refilled steadily: what a flood may write. */
class RowBudget {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #filledMs = 0;

  constructor({ most, perSecond }: { most: number; perSecond: number }) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
  }

  /** Takes one row of the budget, or answers that none is left. @param nowMs monotonic time */
  take(nowMs: number): boolean {
    const gained = ((nowMs - this.#filledMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#most, this.#left + gained);
    this.#filledMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** Rows are written together: so many, or what came within so long. */
const BATCH_ROWS = 100;
const BATCH_MS = 1_000;
/** Longest pause after a failed write. */
const RETRY_MS = 5_000;
/** Rows that wait while the database is away. */
const MAX_WAITING = 2_000;
/** Refused calls with a row of their own: so many at once, and then one a second, some 15 MB a day. */
const REFUSED = { most: 20, perSecond: 1 };
/** A row that stands for several calls collects them for so long. */
const COLLECT_MS = 10_000;
const CLEANUP_EVERY_MS = 3_600_000;
const CLEANUP_ROWS = 10_000;

interface CallLogParts {
  store: CallStore;
  /** Its sleeps should keep no process alive: `close` writes what is left. */
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  /** Whether the same write may succeed later; rows that are refused for another reason are given up. */
  isUnavailable(error: unknown): boolean;
  /** Told once for each time that the database is away, and for each batch that is given up. */
  onFailure(error: unknown): void;
}

/**
 * Keeps a row of every call, in batches and after the answer: no call waits for it or fails by it. What finds no room
 * (a flood of refused calls, or a database that is away for long) is counted in one row per kind of answer, so the
 * totals stay true.
 */
export class CallLog {
  readonly #parts: CallLogParts;
  readonly #refused = new RowBudget(REFUSED);
  readonly #collected = new Map<string, { row: CallRow; sinceMs: number }>();
  #waiting: CallRow[] = [];
  readonly #loop: Loop;
  #lastWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | null = null;
  /** Why the last write could not be made, while the database is away. */
  #away: { error: unknown } | null = null;
  #isClosed = false;
  #cleanedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: CallLogParts) {
    this.#parts = parts;
    const { clock, random } = parts;
    // What failed was told by the write itself, once for each time that the database is away.
    const onFailure = () => undefined;
    this.#loop = new Loop({ clock, random, turn: () => this.#turn(), onFailure, mostBackoffMs: RETRY_MS });
    this.#loop.start(Number.POSITIVE_INFINITY);
  }

  record(call: CronCall): void {
    if (this.#isClosed) return;
    if (this.#hasRoomFor(call)) this.#waiting.push({ ...call, sampled: 0 });
    else this.#collect({ ...call, sampled: 0 });
    // While the database is away, the next write has its time.
    if (!this.#away) this.#loop.wake(this.#waiting.length >= BATCH_ROWS ? 0 : BATCH_MS);
  }

  /** Writes what was recorded so far; never rejects. One write at a time: who asks during one shares the next. */
  flush(): Promise<void> {
    if (this.#nextWrite) return this.#nextWrite;
    this.#nextWrite = this.#lastWrite.then(() => {
      this.#nextWrite = null;
      return this.#write();
    });
    this.#lastWrite = this.#nextWrite;
    return this.#nextWrite;
  }

  /** Writes everything and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#loop.stop();
    await this.flush();
  }

  #hasRoomFor({ status, runId }: CronCall): boolean {
    if (this.#waiting.length >= MAX_WAITING) return false;
    const isRefusal = status >= 400 && runId === null;
    return !isRefusal || this.#refused.take(this.#parts.clock.monotonicMs());
  }

  #collect(row: CallRow): void {
    const kind = `${row.status} ${row.reason}`;
    const known = this.#collected.get(kind);
    if (known) known.row.sampled += 1 + row.sampled;
    else this.#collected.set(kind, { row, sinceMs: this.#parts.clock.monotonicMs() });
  }

  async #turn(): Promise<null> {
    await this.flush();
    if (this.#away) throw this.#away.error;
    return null;
  }

  async #write(): Promise<void> {
    const rows = this.#take();
    if (rows.length > 0) await this.#writeRows(rows);
    if (this.#waiting.length + this.#collected.size > 0) this.#loop.wake(BATCH_MS);
  }

  #take(): CallRow[] {
    const untilMs = this.#parts.clock.monotonicMs() - COLLECT_MS;
    const ripe = [...this.#collected].filter(([, { sinceMs }]) => this.#isClosed || sinceMs <= untilMs);
    for (const [kind] of ripe) this.#collected.delete(kind);
    return [...this.#waiting.splice(0), ...ripe.map(([, { row }]) => row)];
  }

  async #writeRows(rows: readonly CallRow[]): Promise<void> {
    try {
      await this.#parts.store.write(rows);
    } catch (error) {
      this.#failed(rows, error);
      return;
    }
    this.#away = null;
    await this.#cleanUp();
  }

  #failed(rows: readonly CallRow[], error: unknown): void {
    const wasAway = this.#away !== null;
    this.#away = this.#parts.isUnavailable(error) ? { error } : null;
    if (!(wasAway && this.#away)) this.#parts.onFailure(error);
    if (!this.#away) return;
    this.#waiting.unshift(...rows);
    for (const row of this.#waiting.splice(MAX_WAITING)) this.#collect(row);
  }

  /** At most once an hour, unless there is more than one statement should delete. */
  async #cleanUp(): Promise<void> {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#cleanedMs < CLEANUP_EVERY_MS) return;
    try {
      const deleted = await this.#parts.store.deleteOld(CLEANUP_ROWS);
      if (deleted < CLEANUP_ROWS) this.#cleanedMs = nowMs;
    } catch (error) {
      this.#cleanedMs = nowMs;
      this.#parts.onFailure(error);
    }
  }
}
