import type { Words } from "../../i18n/words.ts";
import { formatDuration } from "../words/duration.ts";
import { reasonWords } from "../words/status-words.ts";
import type { AttemptView } from "./attempts.ts";
import type { RunDetail } from "./runs.ts";

/** One thing that happened to a run, or is about to. */
export interface TimelineStep {
  label: string;
  at: Date | null;
  /** How it went: decides the look only. */
  kind: "note" | "good" | "bad" | "working" | "waiting";
  detail: string | null;
}

/** A pause shorter than this is not worth a word. */
const NOTABLE_MS = 1000;

/** The life of a run in order: due, waited, attempts with the pauses between them, and what comes next. */
export function timelineOf(words: Words, run: RunDetail, now: Date): TimelineStep[] {
  const due = run.scheduledFor ?? run.createdAt;
  const label = words(run.scheduledFor ? "timeline.due" : "timeline.askedFor");
  const steps: TimelineStep[] = [{ label, at: due, kind: "note", detail: askedBy(words, run) }];
  let until: Date | null = due;
  for (const attempt of run.attemptLog) {
    const pauseMs = until ? attempt.startedAt.getTime() - until.getTime() : 0;
    steps.push(toStep(words, attempt, { now, pauseMs }));
    until = attempt.endedAt;
  }
  return [...steps, ...lastSteps(words, run)];
}

/** All attempts in one line: "Attempt 1 abandoned, attempt 2 running". Null while there is at most one. */
export function attemptsInWords(words: Words, attempts: readonly AttemptView[]): string | null {
  if (attempts.length < 2) return null;
  const told = attempts.map(({ attempt, outcome }, index) =>
    words(index === 0 ? "timeline.attempt" : "timeline.furtherAttempt", {
      attempt,
      outcome: words(`attempt.${outcome}`),
    }),
  );
  return told.join(", ");
}

function askedBy(words: Words, { trigger, actor }: RunDetail): string {
  const who = [words(`trigger.${trigger}`), actor === trigger ? null : actor].filter((part) => part !== null);
  return words("timeline.askedBy", { who: who.join(", ") });
}

function toStep(words: Words, attempt: AttemptView, { now, pauseMs }: { now: Date; pauseMs: number }): TimelineStep {
  const { outcome, startedAt, endedAt, error } = attempt;
  const took = formatDuration(words, (endedAt ?? now).getTime() - startedAt.getTime());
  const facts = [
    pauseMs >= NOTABLE_MS ? words("timeline.waitedBefore", { duration: formatDuration(words, pauseMs) }) : null,
    words(endedAt === null ? "timeline.runningFor" : "timeline.took", { duration: took }),
    error,
  ].filter((fact) => fact !== null);
  return {
    label: words("timeline.attempt", { attempt: attempt.attempt, outcome: words(`attempt.${outcome}`) }),
    at: startedAt,
    kind: outcome === "succeeded" ? "good" : outcome === "running" ? "working" : "bad",
    detail: facts.join(" · "),
  };
}

function lastSteps(words: Words, run: RunDetail): TimelineStep[] {
  const { state, completedAt: at } = run;
  switch (state) {
    case "queued":
    case "retrying":
      return [
        {
          label: words("timeline.nextAttempt"),
          at: run.nextAttemptAt,
          kind: "waiting",
          detail: run.reason === null ? null : reasonWords(words, run.reason),
        },
      ];
    case "started":
      return run.abortReason !== null
        ? [
            {
              label: words("timeline.askedToStop"),
              at: null,
              kind: "waiting",
              detail: reasonWords(words, run.abortReason),
            },
          ]
        : [];
    case "skipped":
    case "missed": {
      const why = run.reason === null ? null : reasonWords(words, run.reason);
      return [{ label: words("timeline.neverRan"), at, kind: "note", detail: run.details ?? why }];
    }
    case "completed":
    case "partial":
    case "failed":
    case "timed_out":
    case "cancelled":
    case "abandoned":
      return [{ label: words("timeline.ended", { state: words(`state.${state}`) }), at, kind: "note", detail: null }];
  }
}

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
const NOTABLE_SEGMENT_MS = 250;

/** The run from when it was due until its end, or until now: waits, attempts and the pauses between them, in order. */
export function segmentsOf(run: RunDetail, now: Date): RunSegment[] {
  const stretches: Omit<RunSegment, "share">[] = [];
  let until = run.scheduledFor ?? run.createdAt;
  for (const attempt of run.attemptLog) {
    const pauseMs = distance(until, attempt.startedAt);
    const kind = stretches.length === 0 ? "waited" : "pause";
    if (pauseMs >= NOTABLE_SEGMENT_MS) stretches.push({ kind, attempt: null, from: until, ms: pauseMs });
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
