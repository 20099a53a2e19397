import { covers, LONGEST_SILENCE_DAYS } from "../../alerts/incidents/silences.ts";
import type { Incident } from "../../alerts/words/incident.ts";
import type { Db } from "../../db.ts";

/** A time in which a subject or a category is watched, but nobody is told. */
export interface ListedSilence {
  id: string;
  /** As of an incident, or `category:<name>`. */
  subject: string;
  until: Date;
  reason: string;
  actor: string;
  createdAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
}

const MOST = 100;

/** For the form that makes one. */
export const LONGEST_DAYS = LONGEST_SILENCE_DAYS;

/** Those in force, the first to end first. */
export async function readSilencesInForce({ db }: { db: Db }, now: Date): Promise<ListedSilence[]> {
  const where = { endedAt: null, until: { gt: now } };
  return await db.alertSilence.findMany({ where, orderBy: { until: "asc" }, take: MOST });
}

/** The latest, those that are over included. */
export async function listSilences({ db }: { db: Db }): Promise<ListedSilence[]> {
  return await db.alertSilence.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: MOST });
}

/** Whether it is in force at an instant. */
export function isInForce({ until, endedAt }: Pick<ListedSilence, "until" | "endedAt">, now: Date): boolean {
  return endedAt === null && until > now;
}

/** The silences that keep an incident from being told. */
export function silencesOf(incident: Pick<Incident, "subject" | "category">, silences: readonly ListedSilence[]) {
  return silences.filter((silence) => covers(silence, incident));
}
