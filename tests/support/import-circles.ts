/** Groups of files that reach each other through their imports, each sorted; a tree without circles has none. */
export function importCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const walk = new Walk(imports);
  for (const path of imports.keys()) walk.visit(path);
  return walk.circles;
}

/** Tarjan's strongly connected components (SIAM J. Comput. 1(2), 1972): one pass, each file visited once. */
class Walk {
  readonly circles: string[][] = [];
  readonly #imports: ReadonlyMap<string, readonly string[]>;
  readonly #order = new Map<string, number>();
  readonly #lowest = new Map<string, number>();
  readonly #open: string[] = [];

  constructor(imports: ReadonlyMap<string, readonly string[]>) {
    this.#imports = imports;
  }

  /** @returns the lowest place in the order of visits that the file reaches among those still open */
  visit(path: string): number {
    const known = this.#order.get(path);
    if (known !== undefined) return this.#open.includes(path) ? known : Number.POSITIVE_INFINITY;
    const place = this.#order.size;
    this.#order.set(path, place);
    this.#open.push(path);
    const reached = (this.#imports.get(path) ?? []).map((to) => this.#reach(to));
    const lowest = Math.min(place, ...reached);
    this.#lowest.set(path, lowest);
    if (lowest === place) this.#close(path);
    return lowest;
  }

  #reach(path: string): number {
    const visited = this.#order.has(path);
    const lowest = this.visit(path);
    return visited ? lowest : this.#open.includes(path) ? (this.#lowest.get(path) ?? lowest) : Number.POSITIVE_INFINITY;
  }

  #close(path: string): void {
    const group = this.#open.splice(this.#open.lastIndexOf(path));
    if (group.length > 1) this.circles.push(group.sort());
  }
}
