import type { Incident } from "../words/incident.ts";
import { type RuleName, subjects } from "../words/vocabulary.ts";
import type { NewEntry } from "./incident-rows.ts";

/**
 * What fails shortly before its cause is seen follows from it as well: a component is down when two checks, minutes
 * apart, have failed.
 */
const SEEN_LATE_MS = 10 * 60_000;
/** What was under way when the cause ended may still fail by it. */
const AFTERMATH_MS = 60_000;

/** Trouble of jobs that may come from below them. What a handler raises itself, calls and channels do not. */
const OF_JOBS: readonly RuleName[] = ["failed", "partial", "missed", "born_dead", "late", "slow", "stuck", "overrun"];

/** From the bottom of the installation up: what is lower down may be the cause of what is above it. */
const LEVELS = ["platform", "scheduler", "database", "component", "job"] as const;
type Level = (typeof LEVELS)[number];

interface Followed {
  incident: Incident;
  entries: NewEntry[];
}

/**
 * Which incidents begin to follow from another one, and which no longer do.
 * @param incidents those that are unresolved, and the causes of these also after their end
 */
export function followCauses(incidents: readonly Incident[], now: Date): Followed[] {
  const unresolved = incidents.filter(({ state }) => state !== "resolved");
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  return unresolved.flatMap((incident) => {
    const cause = causeOf(incident, unresolved);
    if (cause) return cause.id === incident.causeId ? [] : [follow(incident, cause, now)];
    return incident.causeId !== null && isReleased(incident, byId.get(incident.causeId))
      ? [release(incident, now)]
      : [];
  });
}

/** The lowest trouble that is open and may be the cause of this one. */
function causeOf(incident: Incident, unresolved: readonly Incident[]): Incident | undefined {
  const rank = (one: Incident) => LEVELS.indexOf(levelOf(one) ?? "job");
  const order = (one: Incident, other: Incident) =>
    rank(one) - rank(other) || one.openedAt.getTime() - other.openedAt.getTime() || (one.id < other.id ? -1 : 1);
  return unresolved.filter((cause) => mayCause(cause, incident)).sort(order)[0];
}

function mayCause(cause: Incident, incident: Incident): boolean {
  const [below, above] = [levelOf(cause), levelOf(incident)];
  if (!below || !above || LEVELS.indexOf(below) >= LEVELS.indexOf(above)) return false;
  if (beganAt(cause) - SEEN_LATE_MS > incident.openedAt.getTime()) return false;
  return below !== "component" || isNamed(cause, incident);
}

/** Null: it neither causes nor follows. */
function levelOf({ rule, subject }: Incident): Level | null {
  if (OF_JOBS.includes(rule)) return "job";
  // A drift is about the platform as well, but nothing is down by it.
  if (rule !== "scheduler" && rule !== "component") return null;
  if (subject === subjects.platform) return "platform";
  if (rule === "scheduler") return "scheduler";
  return subject === subjects.database ? "database" : "component";
}

/**
 * All jobs live on the database, but not all use the bucket: under another component go those failures whose error
 * names it. One that is down for weeks must not hide the rest.
 */
function isNamed({ subject }: Incident, { facts }: Incident): boolean {
  const name = subject.slice(subjects.component("").length).toLowerCase();
  return (facts.run?.error ?? "").toLowerCase().includes(name);
}

function beganAt({ openedAt, facts }: Incident): number {
  const since = facts.since ? Date.parse(facts.since) : Number.POSITIVE_INFINITY;
  return Math.min(openedAt.getTime(), since);
}

/** When its cause has ended, and something newer shows that it is wrong by itself. */
function isReleased({ lastSignalAt }: Incident, cause: Incident | undefined): boolean {
  if (!cause?.resolvedAt) return true; // its row is gone, or it is no cause any more
  return lastSignalAt.getTime() > cause.resolvedAt.getTime() + AFTERMATH_MS;
}

function follow(incident: Incident, cause: Incident, now: Date): Followed {
  const detail = { causeId: cause.id, cause: cause.subject };
  const entry = { incidentId: incident.id, at: now, kind: "inhibited" as const, actor: null, note: null, detail };
  return { incident: { ...incident, causeId: cause.id }, entries: [entry] };
}

function release(incident: Incident, now: Date): Followed {
  const detail = { causeId: incident.causeId };
  const entry = { incidentId: incident.id, at: now, kind: "released" as const, actor: null, note: null, detail };
  return { incident: { ...incident, causeId: null }, entries: [entry] };
}
