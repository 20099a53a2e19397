import { appendFileSync, existsSync, readFileSync, watch, writeFileSync } from "node:fs";

/** What a handler really did, told by itself and not by our rows. */
export interface Effect {
  /** Milliseconds of the machine's monotonic clock, which all its processes share. */
  atMs: number;
  pid: number;
  lockKey: string;
  runId: string;
  attempt: number;
  what: "begin" | "step" | "end";
  /** Number of a step, from 1. */
  step?: number;
}

/** The machine's monotonic clock. */
export const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;

/** Adds one line. Synchronous and in append mode: what is written survives a kill, and lines of processes do not mix. */
export function recordEffect(path: string, effect: Omit<Effect, "atMs" | "pid">): void {
  appendFileSync(path, `${JSON.stringify({ atMs: monotonicMs(), pid: process.pid, ...effect })}\n`);
}

/** The file that handlers of any number of processes append to. */
export class EffectsFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    this.clear();
  }

  clear(): void {
    writeFileSync(this.path, "");
  }

  all(): Effect[] {
    const lines = readFileSync(this.path, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Effect);
  }

  /** Resolves with the first effect that fits, as soon as it is there. */
  async waitFor(fits: Partial<Effect>, patienceMs = 20_000): Promise<Effect> {
    const find = () => this.all().find((effect) => matches(effect, fits));
    const signal = AbortSignal.timeout(patienceMs);
    while (!signal.aborted) {
      const changed = nextChange(this.path, signal);
      const found = find();
      if (found) return found;
      await changed;
    }
    throw new Error(`No effect ${JSON.stringify(fits)} within ${patienceMs} ms; seen: ${JSON.stringify(this.all())}`);
  }
}

/** The release that a stubborn handler waits for. */
export function release(path: string): void {
  writeFileSync(path, "");
}

export const isReleased = (path: string): boolean => existsSync(path);

function matches(effect: Effect, fits: Partial<Effect>): boolean {
  return Object.entries(fits).every(([key, value]) => effect[key as keyof Effect] === value);
}

/** Also after 100 ms: a change between two looks may be told once. */
function nextChange(path: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(path);
    const finish = () => {
      clearTimeout(timer);
      watcher.close();
      resolve();
    };
    const timer = setTimeout(finish, 100);
    watcher.once("change", finish);
    signal.addEventListener("abort", finish, { once: true });
  });
}
