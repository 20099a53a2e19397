import type { Attention } from "./attention.ts";
import type { JobFacts } from "./job-facts.ts";

/** A job's state in one word. */
export const JOB_STATES = ["failing", "attention", "running", "healthy", "new", "paused", "disabled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** The state that matters most to somebody who looks at a list. Pure. */
export function jobStateOf(facts: JobFacts, attention: readonly Attention[]): JobState {
  const kinds = attention.map(({ kind }) => kind);
  if (!facts.enabled) return "disabled";
  if (kinds.includes("failing")) return "failing";
  if (kinds.includes("stuck")) return "attention";
  if (facts.pause !== null) return "paused";
  if (facts.open.length > 0) return "running";
  if (kinds.length > 0) return "attention";
  return facts.rows.some(({ durationMs }) => durationMs !== null) ? "healthy" : "new";
}
