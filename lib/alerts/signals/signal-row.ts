import {
  FAILED_STATUSES,
  isOneOf,
  type RunStatus,
  SUCCESSFUL_STATUSES,
  type Trigger,
} from "../../cron/words/vocabulary.ts";
import { Prisma } from "../../db.ts";
import type { RuleTarget } from "../rules/rule-in-force.ts";
import type { IncidentFacts } from "../words/incident.ts";

/** A run or slot, as far as signals are computed from it. */
export interface SignalRow {
  id: string;
  jobName: string;
  status: RunStatus;
  reason: string | null;
  trigger: Trigger;
  scheduleId: string | null;
  /** The slot; of a range that never ran the first one. */
  scheduledFor: Date | null;
  /** The last slot of a range. */
  slotUntil: Date | null;
  slots: number;
  startedAt: Date;
  completedAt: Date | null;
  durationMs: number | null;
  attempts: number;
  maxAttempts: number;
  /** How often it was handed back without an attempt being spent. */
  interruptions: number;
  error: string | null;
}

/** The columns of a `SignalRow`, of a table that is called `l`. */
export const SIGNAL_ROW = Prisma.sql`
  l.id::text, l.job_name as "jobName", l.status, l.reason, l.trigger, l.schedule_id as "scheduleId",
  l.scheduled_for as "scheduledFor", l.slot_until as "slotUntil", l.slot_count as slots, l.started_at as "startedAt",
  l.completed_at as "completedAt", l.duration_ms as "durationMs", l.attempts::int, l.max_attempts::int as "maxAttempts",
  l.interruptions::int, left(l.error_message, 500) as error`;

export const succeeded = ({ status }: Pick<SignalRow, "status">): boolean => isOneOf(SUCCESSFUL_STATUSES, status);
export const ended = (row: Pick<SignalRow, "status">): boolean =>
  succeeded(row) || isOneOf(FAILED_STATUSES, row.status);

/** When what a row tells came to be. */
export const toldAt = ({ completedAt, startedAt }: SignalRow): Date => completedAt ?? startedAt;

/** What every incident of a job says of the job and of the run that shows it. */
export function jobFacts(job: RuleTarget & { description: string }, run: SignalRow | null): IncidentFacts {
  const { name, description, category } = job;
  return { job: { name, description, category }, ...(run && { run: runFacts(run) }) };
}

function runFacts(row: SignalRow): NonNullable<IncidentFacts["run"]> {
  const { id, trigger, scheduledFor, attempts, maxAttempts, durationMs, error } = row;
  const slot = scheduledFor?.toISOString() ?? null;
  return { id, trigger, slot, attempts, maxAttempts, durationMs, error: error === null ? null : firstSentence(error) };
}

/** Texts of errors go on for pages; the first line says what happened. */
function firstSentence(error: string): string {
  const [line = ""] = error.trim().split("\n");
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
