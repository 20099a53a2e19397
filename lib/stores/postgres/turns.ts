/**
 * Runs the tasks of one key one after another, in the order they came, and those of different keys side by side, up to
 * a number at once.
 */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  readonly #lastOf = new Map<string, Promise<void>>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#lastOf.get(key) ?? Promise.resolve()).then(() => this.#run(task));
    const settled = turn.then(ignore, ignore).then(() => {
      if (this.#lastOf.get(key) === settled) this.#lastOf.delete(key);
    });
    this.#lastOf.set(key, settled);
    return turn;
  }

  async #run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** The task's caller sees how it settled; the next in line only needs that it did. */
function ignore(): void {}
