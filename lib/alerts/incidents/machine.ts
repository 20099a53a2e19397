import { isDeepStrictEqual } from "node:util";
import type { Incident, Signal } from "../words/incident.ts";
import { type RuleName, SEVERITIES, type Severity } from "../words/vocabulary.ts";
import { resolvedAt } from "./acts.ts";
import type { NewEntry } from "./incident-rows.ts";

/** What comes back within this time of its end goes on in the same incident. */
const REOPENS_WITHIN_MS = 30 * 60_000;
/** What is seen to go on unchanged is written down only so often: turns come every few seconds. */
const SEEN_AGAIN_MS = 60_000;

export type WrongSignal = Extract<Signal, { says: "wrong" }>;

/** What a turn did to an incident, in the order of the things that channels are told. */
export interface IncidentChange {
  incident: Incident;
  /** What happened that somebody may be told of; null: it was only seen again. */
  event: "opened" | "reopened" | "escalated" | "resolved" | null;
  entries: NewEntry[];
}

interface Moment {
  now: Date;
  newId(): string;
}

/** There is at most one unresolved incident of each. */
export const keyOf = ({ rule, subject }: { rule: RuleName; subject: string }) => `${rule} ${subject}`;

/** Whether the first is worse than the second. */
export const isWorse = (one: Severity, other: Severity) => SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other);

/** One signal for each rule and subject: trouble beats its absence, and the worse the lesser. */
export function strongest(signals: readonly Signal[]): Signal[] {
  const kept = new Map<string, Signal>();
  for (const signal of signals) {
    const other = kept.get(keyOf(signal));
    if (!other || isStronger(signal, other)) kept.set(keyOf(signal), signal);
  }
  return [...kept.values()];
}

function isStronger(one: Signal, other: Signal): boolean {
  if (one.says === "right") return false;
  return other.says === "right" || isWorse(one.severity, other.severity);
}

/**
 * What becomes of an incident by a signal; null: nothing. Given again what the same rows say, it changes nothing.
 * @param known the unresolved incident of the signal's rule and subject, else the latest resolved one, else null
 */
export function applySignal(known: Incident | null, signal: Signal, moment: Moment): IncidentChange | null {
  const isOver = known === null || known.state === "resolved";
  if (signal.says === "right") return isOver ? null : end(known, moment.now);
  if (known === null) return open(signal, moment);
  if (!isOver) return confirm(known, signal, moment.now);
  if (known.resolvedBy !== null && signal.at <= known.lastSignalAt) return null; // a person knew as much
  const sinceMs = moment.now.getTime() - (known.resolvedAt?.getTime() ?? 0);
  return sinceMs <= REOPENS_WITHIN_MS ? reopen(known, signal, moment.now) : open(signal, moment);
}

function open(signal: WrongSignal, { now, newId }: Moment): IncidentChange {
  const incident: Incident = {
    id: newId(),
    rule: signal.rule,
    subject: signal.subject,
    ...seenIn(signal),
    severity: signal.severity,
    state: "open",
    causeId: null,
    openedAt: now,
    openings: 1,
    ...NOBODY_ACTED,
    note: null,
    version: 1,
  };
  return { incident, event: "opened", entries: [entryOf(incident, { at: now, kind: "opened", signal })] };
}

function reopen(known: Incident, signal: WrongSignal, now: Date): IncidentChange {
  const incident: Incident = {
    ...known,
    ...seenIn(signal),
    severity: signal.severity,
    state: "open",
    causeId: null,
    openings: known.openings + 1,
    ...NOBODY_ACTED,
  };
  return { incident, event: "reopened", entries: [entryOf(incident, { at: now, kind: "reopened", signal })] };
}

const NOBODY_ACTED = {
  acknowledgedAt: null,
  acknowledgedBy: null,
  snoozedUntil: null,
  resolvedAt: null,
  resolvedBy: null,
};

/** It goes on. Its severity only rises: what was told as critical is not told down. */
function confirm(known: Incident, signal: WrongSignal, now: Date): IncidentChange | null {
  const incident = { ...known, ...seenIn(signal), lastSignalAt: later(known.lastSignalAt, signal.at) };
  if (isWorse(signal.severity, known.severity)) {
    const worse = { ...incident, severity: signal.severity };
    return { incident: worse, event: "escalated", entries: [entryOf(worse, { at: now, kind: "escalated", signal })] };
  }
  const olderMs = incident.lastSignalAt.getTime() - known.lastSignalAt.getTime();
  if (olderMs < SEEN_AGAIN_MS && isDeepStrictEqual(incident.facts, known.facts)) return null;
  return { incident, event: null, entries: [] };
}

function end(known: Incident, now: Date): IncidentChange {
  const incident = { ...known, ...resolvedAt(known, now), resolvedBy: null };
  const entry = { incidentId: known.id, at: now, kind: "resolved" as const, actor: null, note: null, detail: null };
  return { incident, event: "resolved", entries: [entry] };
}

function seenIn({ jobName, category, facts, at }: WrongSignal) {
  // As the row will have it: absent keys and those of no value are one.
  return { jobName, category, facts: JSON.parse(JSON.stringify(facts)) as Incident["facts"], lastSignalAt: at };
}

/** The line says which run showed it: the facts of the incident go on with the next one. */
function entryOf(
  { id, severity, facts }: Incident,
  { at, kind, signal }: { at: Date; kind: NewEntry["kind"]; signal: WrongSignal },
): NewEntry {
  const detail = { severity, seenAt: signal.at.toISOString(), runId: facts.run?.id ?? null, code: facts.code ?? null };
  return { incidentId: id, at, kind, actor: null, note: null, detail };
}

const later = (one: Date, other: Date) => (one > other ? one : other);
