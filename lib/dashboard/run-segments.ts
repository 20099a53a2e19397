import type { AttemptView } from "./attempts.ts";
import type { RunDetail } from "./runs.ts";

/** A stretch of a run's life. Its length is never negative, whichever clock told the ends. */
export interface RunSegment {
  kind: "waited" | "attempt" | "pause" | "waiting";
  /** Of an attempt. */
  attempt: AttemptView | null;
  from: Date;
  ms: number;
  /** Part of the whole, 0 to 1; a short stretch gets enough to be seen. */
  share: number;
}

/** Below this part of the whole nothing could be pointed at. */
const LEAST_SHARE = 0.015;
/** A wait shorter than this is none. */
const NOTABLE_MS = 250;

/** The run from when it was due until its end, or until now: waits, attempts and the pauses between them, in order. */
export function segmentsOf(run: RunDetail, now: Date): RunSegment[] {
  const stretches: Omit<RunSegment, "share">[] = [];
  let until = run.scheduledFor ?? run.createdAt;
  for (const attempt of run.attemptLog) {
    const pauseMs = distance(until, attempt.startedAt);
    const kind = stretches.length === 0 ? "waited" : "pause";
    if (pauseMs >= NOTABLE_MS) stretches.push({ kind, attempt: null, from: until, ms: pauseMs });
    const end = attempt.endedAt ?? now;
    stretches.push({ kind: "attempt", attempt, from: attempt.startedAt, ms: distance(attempt.startedAt, end) });
    until = end;
  }
  if (run.state === "queued" || run.state === "retrying") {
    stretches.push({ kind: "waiting", attempt: null, from: until, ms: distance(until, run.nextAttemptAt ?? now) });
  }
  return withShares(stretches);
}

/**
 * Milliseconds that the items left will take at the pace so far, or null when that cannot be told: no total, nothing
 * done yet, or all done.
 */
export function timeLeftMs(run: RunDetail, now: Date): number | null {
  const { progress } = run;
  const attempt = run.attemptLog.at(-1);
  if (!progress?.total || progress.done <= 0 || progress.done >= progress.total) return null;
  if (attempt === undefined || attempt.endedAt !== null) return null;
  return Math.round((distance(attempt.startedAt, now) * (progress.total - progress.done)) / progress.done);
}

const distance = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime());

function withShares(stretches: readonly Omit<RunSegment, "share">[]): RunSegment[] {
  const whole = stretches.reduce((sum, { ms }) => sum + ms, 0);
  const shares = stretches.map(({ ms }) => (whole === 0 ? 1 : Math.max(LEAST_SHARE, ms / whole)));
  const all = shares.reduce((sum, share) => sum + share, 0);
  return stretches.map((stretch, index) => ({ ...stretch, share: (shares[index] ?? 0) / all }));
}
