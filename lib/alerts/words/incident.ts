import { z } from "zod";
import { TRIGGERS } from "../../cron/words/vocabulary.ts";
import type { IncidentState, RuleName, Severity } from "./vocabulary.ts";

/** ISO 8601 by UTC, as JSON keeps an instant. */
const isoInstant = z.iso.datetime();

/**
 * What was seen, by the latest signal: everything that screens and messages say of an incident is made from it, in the
 * reader's language. No stack, no parameters, no secrets: what people wrote (errors, titles) is redacted before.
 */
export const incidentFacts = z.object({
  /** What exactly, where the rule alone does not say: the broken link of the chain, the kind of drift, a forecast. */
  code: z.string().optional(),
  job: z.object({ name: z.string(), description: z.string(), category: z.string() }).optional(),
  /** The latest run that shows it. */
  run: z
    .object({
      id: z.uuid(),
      trigger: z.enum(TRIGGERS),
      slot: isoInstant.nullable(),
      attempts: z.int(),
      maxAttempts: z.int(),
      durationMs: z.int().nullable(),
      /** The error in one sentence. */
      error: z.string().nullable(),
    })
    .optional(),
  schedule: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Failures in a row, missed slots, refused calls: what the rule counts. */
  count: z.int().optional(),
  /** Since when it is wrong, which may be before the incident was opened. */
  since: isoInstant.optional(),
  /** What was measured, and the limits: `usualMs`, `p95Ms`, `timeoutMs`, `share`, … */
  numbers: z.record(z.string(), z.number()).optional(),
  /** In the words of a handler, a component or another side: not translated. */
  title: z.string().optional(),
  detail: z.string().optional(),
  /** Names that it is about: jobs of a release, of a drift. */
  names: z.record(z.string(), z.array(z.string())).optional(),
});
export type IncidentFacts = z.infer<typeof incidentFacts>;

/** Something observed about a subject, from rows. The same rows give the same signal again: it changes nothing twice. */
export type Signal = { rule: RuleName; subject: string; at: Date } & (
  | { says: "right" }
  | { says: "wrong"; severity: Severity; jobName: string | null; category: string | null; facts: IncidentFacts }
);

/** The time between a subject going wrong and being right again, as its row has it. */
export interface Incident {
  id: string;
  rule: RuleName;
  subject: string;
  severity: Severity;
  state: IncidentState;
  jobName: string | null;
  category: string | null;
  facts: IncidentFacts;
  /** The open incident that this one follows from: nobody is told of it apart. */
  causeId: string | null;
  openedAt: Date;
  lastSignalAt: Date;
  /** How often it was opened; more than 1: it flaps. */
  openings: number;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  note: string | null;
  /** No reminder before this. */
  snoozedUntil: Date | null;
  resolvedAt: Date | null;
  /** Null: a signal resolved it. */
  resolvedBy: string | null;
  version: number;
}
