/** The words of the engine: see docs/glossary.md. This module imports nothing, so everything may import it. */

/** States in which a run waits for its (next) attempt. A waiting run holds no lane. */
export const WAITING_STATUSES = ["queued", "retrying"] as const;
/** Endings of a run that was attempted at least once, or cancelled while it waited. */
export const ENDED_STATUSES = ["completed", "partial", "failed", "timed_out", "cancelled", "abandoned"] as const;
/** Endings of a slot that was never attempted. */
export const NEVER_RAN_STATUSES = ["skipped", "missed"] as const;

export const RUN_STATUSES = [...WAITING_STATUSES, "started", ...ENDED_STATUSES, ...NEVER_RAN_STATUSES] as const;

export type WaitingStatus = (typeof WAITING_STATUSES)[number];
export type EndedStatus = (typeof ENDED_STATUSES)[number];
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Statuses that count as success, and as failure, in every rate, view, function and screen. */
export const SUCCESSFUL_STATUSES = ["completed", "partial"] as const satisfies readonly EndedStatus[];
export const FAILED_STATUSES = ["failed", "timed_out", "abandoned"] as const satisfies readonly EndedStatus[];

/** Why a run began. */
export const TRIGGERS = [
  "platform",
  "http",
  "schedule",
  "catch_up",
  "backfill",
  "dashboard",
  "cli",
  "code",
  "retry",
] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** What a new run does when its lock key has no free lane. */
export const OVERLAP_POLICIES = ["skip", "queue", "replace", "allow"] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** How people hold a schedule, or one of its slots, still. */
export type HoldReason = "disabled" | "paused" | "skipped_by_person";

/** Why a request to run was refused. Only refusals that stand for a slot leave a row; the last two never do. */
export type SkipReason = HoldReason | "already_running" | "duplicate_slot" | "not_due";

/**
 * Why an attempt's signal was aborted. `timeout`, `cancel` and `replaced` are also written to the run's row;
 * `deadline` (the platform ends this invocation), `shutdown` (SIGTERM) and `lease_lost` live in the process only.
 */
export type AbortReason = "timeout" | "cancel" | "replaced" | "deadline" | "shutdown" | "lease_lost";

/** How one attempt (one call of the handler) ended, as kept in a run's attempt log. */
export type AttemptResult = "failed" | "timed_out" | "abandoned" | "interrupted" | "continued";

export const isOneOf = <T extends string>(values: readonly T[], value: string): value is T =>
  (values as readonly string[]).includes(value);

export const isWaiting = (status: RunStatus): status is WaitingStatus => isOneOf(WAITING_STATUSES, status);
export const isEnded = (status: RunStatus): status is EndedStatus => isOneOf(ENDED_STATUSES, status);

/** How bad something is that needs a person, from the worst down. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

export type LogLevel = "debug" | "info" | "warn" | "error";

/** What happens to slots that nobody saw to in time: nothing, one run for all of them, or one run each. */
export const MISFIRE_POLICIES = ["skip", "run-once", "run-all"] as const;

export type MisfirePolicy = (typeof MISFIRE_POLICIES)[number];
