import type { DashboardDeps } from "../dashboard/words/deps.ts";
import { renderFigures } from "./exposition.ts";
import { TotalsReader } from "./job-totals.ts";
import { readFigures } from "./read-figures.ts";

type Scraped = Awaited<ReturnType<typeof renderFigures>>;

/** Several Prometheus servers, or an impatient one, read the database once in this time. */
const HOLDS_MS = 5_000;

/** What `GET /api/metrics` answers: read at most every few seconds, and by one reader at a time. */
export class Scrapes {
  readonly #deps: DashboardDeps;
  readonly #totals: TotalsReader;
  #latest: { atMs: number; answer: Promise<Scraped> } | null = null;

  constructor(deps: DashboardDeps) {
    this.#deps = deps;
    this.#totals = new TotalsReader(
      deps.db,
      deps.jobs.map(({ name }) => name),
    );
  }

  /** @throws what the database throws; the next scrape then asks anew */
  async scrape(): Promise<Scraped> {
    const now = this.#deps.clock.now();
    const known = this.#latest;
    if (known && now.getTime() - known.atMs < HOLDS_MS) return await known.answer;
    const answer = this.#read(now);
    this.#latest = { atMs: now.getTime(), answer };
    answer.catch(() => {
      this.#latest = null;
    });
    return await answer;
  }

  async #read(now: Date): Promise<Scraped> {
    return await renderFigures(await readFigures(this.#deps, await this.#totals.read(now)));
  }
}
