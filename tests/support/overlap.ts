import type { Effect } from "./effects-file.ts";

/** The time in which one attempt really worked, by its own lines. */
export interface Span {
  lockKey: string;
  runId: string;
  attempt: number;
  pid: number;
  fromMs: number;
  toMs: number;
  /** Lines that it wrote after a gap so long that its lease was over: it was frozen and had not yet been told. */
  zombieLines: number;
}

/**
 * Turns what handlers wrote into spans. Every handler writes at least every few hundred milliseconds, so an attempt
 * without a line for `frozenMs` was stopped with its process; what it held then is judged up to that gap.
 */
export function spansOf(effects: readonly Effect[], frozenMs: number): Span[] {
  const spans = new Map<string, Span>();
  for (const { lockKey, runId, attempt, pid, atMs } of effects) {
    const id = `${runId} ${attempt} ${pid}`;
    const span = spans.get(id);
    if (!span) spans.set(id, { lockKey, runId, attempt, pid, fromMs: atMs, toMs: atMs, zombieLines: 0 });
    else if (span.zombieLines > 0 || atMs - span.toMs >= frozenMs) span.zombieLines += 1;
    else span.toMs = atMs;
  }
  return [...spans.values()];
}

/** The most spans of one lock key at one moment, for each lock key. */
export function mostAtOnce(spans: readonly Span[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const [lockKey, own] of Map.groupBy(spans, (span) => span.lockKey)) {
    const counts = own.map((span) => own.filter((one) => one.fromMs <= span.fromMs && span.fromMs < one.toMs).length);
    most.set(lockKey, Math.max(...counts));
  }
  return most;
}
