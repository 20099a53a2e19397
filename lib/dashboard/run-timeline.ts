import type { AttemptView } from "./attempts.ts";
import { formatDuration } from "./duration.ts";
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
export function timelineOf(run: RunDetail, now: Date): TimelineStep[] {
  const due = run.scheduledFor ?? run.createdAt;
  const steps: TimelineStep[] = [
    { label: run.scheduledFor ? "Due" : "Asked for", at: due, kind: "note", detail: askedBy(run) },
  ];
  let until: Date | null = due;
  for (const attempt of run.attemptLog) {
    steps.push(toStep(attempt, { now, pauseMs: until ? attempt.startedAt.getTime() - until.getTime() : 0 }));
    until = attempt.endedAt;
  }
  return [...steps, ...lastSteps(run)];
}

/** All attempts in one line: "Attempt 1 abandoned, attempt 2 running". Null while there is at most one. */
export function attemptsInWords(attempts: readonly AttemptView[]): string | null {
  if (attempts.length < 2) return null;
  const words = attempts.map(({ attempt, outcome }) => `attempt ${attempt} ${OUTCOME_WORDS[outcome]}`).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const OUTCOME_WORDS: Record<AttemptView["outcome"], string> = {
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  timed_out: "timed out",
  abandoned: "abandoned",
  interrupted: "interrupted by a shutdown",
  continued: "continued in another invocation",
  cancelled: "cancelled",
};

function askedBy({ trigger, actor }: RunDetail): string {
  return actor === null || actor === trigger ? `by ${trigger}` : `by ${trigger}, ${actor}`;
}

function toStep(attempt: AttemptView, { now, pauseMs }: { now: Date; pauseMs: number }): TimelineStep {
  const { outcome, startedAt, endedAt, error } = attempt;
  const tookMs = (endedAt ?? now).getTime() - startedAt.getTime();
  const facts = [
    pauseMs >= NOTABLE_MS ? `waited ${formatDuration(pauseMs)} before` : null,
    `${endedAt === null ? "running for" : "took"} ${formatDuration(tookMs)}`,
    error,
  ].filter((fact) => fact !== null);
  return {
    label: `Attempt ${attempt.attempt} ${OUTCOME_WORDS[outcome]}`,
    at: startedAt,
    kind: outcome === "succeeded" ? "good" : outcome === "running" ? "working" : "bad",
    detail: facts.join(" · "),
  };
}

function lastSteps(run: RunDetail): TimelineStep[] {
  switch (run.state) {
    case "queued":
    case "retrying":
      return [
        {
          label: "Next attempt due",
          at: run.nextAttemptAt,
          kind: "waiting",
          detail: run.reason?.replaceAll("_", " ") ?? null,
        },
      ];
    case "started":
      return run.stopping ? [{ label: "Asked to stop", at: null, kind: "waiting", detail: run.abortReason }] : [];
    case "skipped":
    case "missed":
      return [{ label: "Never ran", at: run.completedAt, kind: "note", detail: run.details ?? run.reason }];
    case "completed":
    case "partial":
    case "failed":
    case "timed_out":
    case "cancelled":
    case "abandoned":
      return [{ label: `Ended as ${run.state.replaceAll("_", " ")}`, at: run.completedAt, kind: "note", detail: null }];
  }
}
