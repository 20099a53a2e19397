/** A number of rows at once, refilled steadily: what a flood may write. */
export class RowBudget {
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
