import type { LiveRun } from "@/lib/dashboard/live/live-runs";

const EVENTS = "/api/admin/events";
const RUN_EVENTS = ["run_waiting", "run_started", "run_progressed", "run_ended"] as const;
/** On a platform, and behind a proxy that lets no stream through. */
const POLL_MS = 5_000;
/** Streams that broke before they said a word; after so many it is asked every few seconds instead. */
const MAX_BROKEN = 3;
const AGAIN_MS = 3_000;
/** From one page to the next the stream is kept. */
const LINGER_MS = 1_000;

/** A run as it comes over the wire, with instants as ISO 8601. */
export type HeardRun = Omit<LiveRun, "startedAt" | "completedAt"> & { startedAt: string; completedAt: string | null };

export type LiveSignal =
  | { kind: (typeof RUN_EVENTS)[number]; run: HeardRun }
  | { kind: "settings_changed" }
  /** Something may have happened that was not told: read anew. */
  | { kind: "stale" };

export type LiveSubscriber = (signal: LiveSignal) => void;

/**
 * The one connection of this tab to the live feed, shared by all that listen and open only while somebody does and the
 * tab is visible: a browser opens six connections to a server, whatever the number of its tabs.
 */
class LiveSource {
  readonly #listeners = new Set<LiveSubscriber>();
  #stream: EventSource | null = null;
  /** Whether the open stream has said that it is there. */
  #begun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastId: string | null = null;
  #broken = 0;
  #polled: { etag: string; runs: Map<string, HeardRun>; settings: string } | null = null;

  /** Adds a listener; call the answer to remove it. */
  listen(listener: LiveSubscriber): () => void {
    if (this.#listeners.size === 0) document.addEventListener("visibilitychange", this.#adapt);
    this.#listeners.add(listener);
    // What happened since the new page was made, and before it listened, was told to nobody.
    if (this.#begun) queueMicrotask(() => this.#listeners.has(listener) && listener({ kind: "stale" }));
    this.#adapt();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) setTimeout(this.#adapt, LINGER_MS);
    };
  }

  #adapt = (): void => {
    if (this.#listeners.size === 0) document.removeEventListener("visibilitychange", this.#adapt);
    const wanted = this.#listeners.size > 0 && document.visibilityState === "visible";
    if (!wanted) this.#close();
    else if (!this.#stream && this.#timer === undefined) this.#connect();
  };

  #close(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#begun = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #connect(): void {
    this.#close();
    if (this.#broken >= MAX_BROKEN) {
      void this.#poll();
      return;
    }
    const query = this.#lastId === null ? "" : `?after=${encodeURIComponent(this.#lastId)}`;
    const stream = new EventSource(EVENTS + query);
    this.#stream = stream;
    stream.addEventListener("ready", (message) => this.#begin(message));
    stream.addEventListener("reset", (message) => this.#begin(message));
    stream.addEventListener("settings_changed", (message) => this.#tell({ kind: "settings_changed" }, message));
    for (const kind of RUN_EVENTS) {
      stream.addEventListener(kind, (message) => this.#tell({ kind, run: JSON.parse(message.data) }, message));
    }
    stream.addEventListener("error", () => this.#recover(stream));
  }

  #begin(message: MessageEvent<string>): void {
    const { polls, resumed } = JSON.parse(message.data) as { polls: boolean; resumed: boolean };
    this.#broken = polls ? MAX_BROKEN : 0;
    this.#begun = true;
    if (polls) this.#connect();
    if (!resumed) this.#tell({ kind: "stale" }, message);
  }

  #tell(signal: LiveSignal, message?: MessageEvent): void {
    if (message) this.#lastId = message.lastEventId;
    for (const listener of this.#listeners) listener(signal);
  }

  /** A browser comes back by itself after a stream that ended, not after an answer that was none. */
  #recover(stream: EventSource): void {
    this.#broken += 1;
    if (stream.readyState !== EventSource.CLOSED && this.#broken < MAX_BROKEN) return;
    this.#close();
    this.#timer = setTimeout(() => this.#connect(), AGAIN_MS);
  }

  async #poll(): Promise<void> {
    this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
    const headers: HeadersInit = this.#polled ? { "if-none-match": this.#polled.etag } : {};
    const answer = await fetch(`${EVENTS}?format=json`, { headers }).catch(() => null);
    if (answer?.status !== 200) return;
    const { runs, settings } = (await answer.json()) as { runs: HeardRun[]; settings: string };
    const before = this.#polled;
    this.#polled = {
      etag: answer.headers.get("etag") ?? "",
      runs: new Map(runs.map((run) => [run.id, run])),
      settings,
    };
    for (const signal of differences(before, this.#polled)) this.#tell(signal);
  }
}

type Polled = { runs: ReadonlyMap<string, HeardRun>; settings: string };

/** What changed between two answers. An open run that is named no more has ended. */
function differences(before: Polled | null, after: Polled): LiveSignal[] {
  if (before === null) return [{ kind: "stale" }];
  const moved = [...after.runs.values()].filter(
    (run) => JSON.stringify(run) !== JSON.stringify(before.runs.get(run.id)) && !before.runs.get(run.id)?.completedAt,
  );
  const gone = [...before.runs.values()].filter((run) => run.completedAt === null && !after.runs.has(run.id));
  return [
    ...moved.map((run): LiveSignal => ({ kind: run.completedAt === null ? "run_progressed" : "run_ended", run })),
    ...gone.map((run): LiveSignal => ({ kind: "run_ended", run })),
    ...(before.settings === after.settings ? [] : [{ kind: "settings_changed" } as const]),
  ];
}

/** Made in the browser only; a server component that imports this file makes none. */
export const liveSource = new LiveSource();
