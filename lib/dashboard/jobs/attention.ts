import { FAILED_STATUSES, isOneOf, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import { isNearTimeout, isSlow, type NearTimeout, type Slow } from "../runs/duration-trouble.ts";
import type { RecentRow } from "../runs/recent-rows.ts";
import type { JobFacts, OpenRun } from "./job-facts.ts";

/** Why a job needs somebody, with what is known about it. Instants are UTC, durations milliseconds. */
export type Attention =
  /** A started run that nobody keeps alive any more, or that was asked to stop and has not. */
  | { kind: "stuck"; runId: string; since: Date; why: "lease_over" | "ignores_stop" }
  /** `atLeast`: it may have begun before what was looked at. */
  | { kind: "failing"; runId: string; since: Date; streak: number; atLeast: boolean; error: string | null }
  /** Slots at which nothing ran, and nothing has run since. */
  | { kind: "missed"; runId: string; since: Date; slots: number; reason: string | null }
  /** It is due and nobody has started it. */
  | { kind: "overdue"; since: Date }
  | NearTimeout
  | Slow
  /** Its code is gone, but runs of it wait: no process will ever take them. */
  | { kind: "orphaned"; since: Date; waiting: number }
  | { kind: "paused"; since: Date; until: Date | null; reason: string | null; by: string | null }
  /** People changed what the code says about its schedule. */
  | { kind: "drift"; fields: readonly string[] };

const MINUTE_MS = 60_000;
/** A sweep rescues within half a minute; a run that is left over for longer is left by everybody. */
const STUCK_AFTER_MS = MINUTE_MS;
/** What fell due may take this long to begin: dispatchers look every five seconds. */
const OVERDUE_AFTER_MS = MINUTE_MS;
/** A pause over a night is meant; one that is forgotten is not. */
const LONG_PAUSE_MS = 24 * 60 * MINUTE_MS;

/**
 * Everything about one job that needs somebody, the worst first. What people switched off on purpose is not asked
 * whether it runs well. Pure.
 */
export function attentionOf(facts: JobFacts, now: Date): Attention[] {
  const atWork = facts.enabled && facts.pause === null;
  const found = [
    ...facts.open.map((run) => stuckOf(run, now)),
    ...(atWork ? [failingOf(facts.rows), missedOf(facts.rows), overdueOf(facts, now)] : []),
    ...(atWork ? [isNearTimeout(facts.rows, facts.timeoutMs), isSlow(facts.rows)] : []),
    pausedOf(facts, now),
    driftOf(facts),
  ];
  return found.filter((attention) => attention !== null);
}

function stuckOf({ id, leaseExpiresAt, stopRequestedAt }: OpenRun, now: Date): Attention | null {
  const over = (at: Date | null) => at !== null && now.getTime() - at.getTime() > STUCK_AFTER_MS;
  if (leaseExpiresAt && over(leaseExpiresAt)) {
    return { kind: "stuck", runId: id, since: leaseExpiresAt, why: "lease_over" };
  }
  if (stopRequestedAt && over(stopRequestedAt)) {
    return { kind: "stuck", runId: id, since: stopRequestedAt, why: "ignores_stop" };
  }
  return null;
}

/** One failure is an accident and is retried; two in a row are a state. */
const MIN_STREAK = 2;

function failingOf(rows: readonly RecentRow[]): Attention | null {
  const finished = rows.filter(({ status }) => succeeded(status) || failed(status));
  const length = finished.findIndex(({ status }) => succeeded(status));
  const streak = length < 0 ? finished : finished.slice(0, length);
  const [last, first] = [streak[0], streak.at(-1)];
  if (!last || !first || streak.length < MIN_STREAK) return null;
  const atLeast = length < 0 && rows.length > finished.length;
  return { kind: "failing", runId: last.id, since: first.startedAt, streak: streak.length, atLeast, error: last.error };
}

function missedOf(rows: readonly RecentRow[]): Attention | null {
  const ran = rows.findIndex(({ status }) => status === "started" || succeeded(status) || failed(status));
  const missed = (ran < 0 ? rows : rows.slice(0, ran)).filter(({ status }) => status === "missed");
  const [last, first] = [missed[0], missed.at(-1)];
  if (!last || !first) return null;
  const slots = missed.reduce((sum, row) => sum + row.slots, 0);
  return { kind: "missed", runId: last.id, since: first.startedAt, slots, reason: last.reason };
}

function overdueOf({ dueSince }: JobFacts, now: Date): Attention | null {
  const waited = dueSince === null ? 0 : now.getTime() - dueSince.getTime();
  return dueSince && waited > OVERDUE_AFTER_MS ? { kind: "overdue", since: dueSince } : null;
}

function pausedOf({ pause }: JobFacts, now: Date): Attention | null {
  const isLong = pause !== null && now.getTime() - pause.since.getTime() >= LONG_PAUSE_MS;
  return pause && isLong ? { kind: "paused", ...pause } : null;
}

function driftOf({ schedule }: JobFacts): Attention | null {
  const fields = schedule?.drift.map(({ field }) => field) ?? [];
  return fields.length > 0 ? { kind: "drift", fields } : null;
}

const succeeded = (status: string) => isOneOf(SUCCESSFUL_STATUSES, status);
const failed = (status: string) => isOneOf(FAILED_STATUSES, status);
