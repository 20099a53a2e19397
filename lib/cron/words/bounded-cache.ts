/** Keeps at most `most` values: who was not asked for longest goes first. What people type must not fill the memory. */
export class BoundedCache<Value> {
  readonly #most: number;
  readonly #kept = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value kept for the key, made when there is none. What `make` throws is not kept. */
  get(key: string, make: () => Value): Value {
    const known = this.#kept.get(key);
    const value = known === undefined ? make() : known;
    this.#kept.delete(key);
    this.#kept.set(key, value);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value ?? "");
    return value;
  }

  get size(): number {
    return this.#kept.size;
  }
}
