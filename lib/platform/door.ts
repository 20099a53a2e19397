/** What a GET meets at the public address before any code of a route; `open`: a route that takes it. */
export type DoorAnswer = "open" | "redirects" | "refuses_get" | "has_no_route" | "asks_for_sign_in" | "unreachable";

/** Asked so often at most: whoever wants to know comes back. */
const HOLDS_MS = 60_000;
const LIMIT_MS = 5_000;

interface DoorParts {
  /** Public address of this application, without a slash at the end. */
  appUrl: string;
  /** Monotonic time, ms. */
  monotonicMs(): number;
}

/**
 * Asks the public address what the platform's calls meet there, for calls that meet a redirect or another method never
 * reach a route and leave no row. It asks by OPTIONS and without the secret: nothing runs, and nothing is given away.
 */
export class Door {
  readonly #parts: DoorParts;
  readonly #asked = new Map<string, { atMs: number; answer: DoorAnswer | null }>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** What was last met at the path, null while it was not asked; asks anew in passing, and never waits for it. */
  look(path: string): DoorAnswer | null {
    const known = this.#asked.get(path);
    const nowMs = this.#parts.monotonicMs();
    if (known === undefined || nowMs - known.atMs >= HOLDS_MS) {
      this.#asked.set(path, { atMs: nowMs, answer: known?.answer ?? null });
      void this.ask(path);
    }
    return known?.answer ?? null;
  }

  /** Asks now. */
  async ask(path: string): Promise<DoorAnswer> {
    const answer = await knock(this.#parts.appUrl + path);
    this.#asked.set(path, { atMs: this.#parts.monotonicMs(), answer });
    return answer;
  }
}

async function knock(url: string): Promise<DoorAnswer> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(url, { method: "OPTIONS", redirect: "manual", signal });
    await response.body?.cancel();
    return doorAnswer(response);
  } catch {
    return "unreachable";
  }
}

/** Pure. A framework that lists no methods is taken at its word: what it refuses is seen by the call itself. */
function doorAnswer({ status, headers }: { status: number; headers: Pick<Headers, "get"> }): DoorAnswer {
  if (status >= 300 && status < 400) return "redirects";
  if (status === 401 || status === 403) return "asks_for_sign_in";
  if (status === 404 || status === 410) return "has_no_route";
  const allowed = headers.get("allow");
  const takesGet = allowed === null || allowed.split(",").some((method) => method.trim().toUpperCase() === "GET");
  if (status >= 500) return "unreachable";
  return status === 405 && allowed === null ? "refuses_get" : takesGet ? "open" : "refuses_get";
}
