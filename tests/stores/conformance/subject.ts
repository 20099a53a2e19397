import type { LogLine, Progress, RunStore, SubjectReport } from "../../../lib/cron/ports/runs.ts";
import type { RunSave, StateStore } from "../../../lib/cron/ports/states.ts";
import type { RunMetric } from "../../../lib/cron/ports/telling.ts";
import type { Json, RunError } from "../../../lib/cron/words/json.ts";
import type { RunStatus } from "../../../lib/cron/words/vocabulary.ts";

/** A run's row as the suite looks at it. */
export interface RunView {
  id: string;
  status: RunStatus;
  reason: string | null;
  lane: number | null;
  attempts: number;
  interruptions: number;
  continuations: number;
  deliveries: number;
  scheduledFor: Date | null;
  startedAt: Date;
  completedAt: Date | null;
  nextAttemptAt: Date | null;
  leaseExpiresAt: Date | null;
  durationMs: number | null;
  abortReason: string | null;
  progress: Progress | null;
  result: Json;
  message: string | null;
  error: RunError | null;
  attemptLog: { attempt: number; outcome: string; error: string | null; worker: string | null; fence: string }[];
}

/** Stores of one kind on an empty table and a clock that stands still until the suite moves it. */
export interface Subject {
  runs: RunStore;
  states: StateStore;
  now(): Promise<Date>;
  advance(ms: number): Promise<void>;
  setEnabled(jobName: string, enabled: boolean): Promise<void>;
  rows(): Promise<RunView[]>;
  saves(runId: string): Promise<RunSave[]>;
  /** What the run said with its finishes, in the order in which it was written. */
  reports(runId: string): Promise<SubjectReport[]>;
  /** By name. */
  metrics(runId: string): Promise<RunMetric[]>;
  lines(runId: string): Promise<Pick<LogLine, "level" | "message" | "attempt" | "fields">[]>;
}

export type OpenSubject = () => Promise<Subject>;

export async function rowOf(subject: Subject, id: string): Promise<RunView> {
  const row = (await subject.rows()).find((candidate) => candidate.id === id);
  if (!row) throw new Error(`run ${id} has no row`);
  return row;
}
