import type { Words } from "../i18n/words.ts";
import type { AttemptView } from "./attempts.ts";
import { formatDuration } from "./duration.ts";
import { reasonWords } from "./reason-words.ts";
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
