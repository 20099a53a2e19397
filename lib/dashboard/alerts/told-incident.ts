import type { Incident } from "../../alerts/words/incident.ts";
import { type IncidentSaid, tellIncident } from "../../alerts/words/tell-incident.ts";
import { ENGLISH } from "../../i18n/words.ts";

/** An incident as programs read it: its row, with what it is in words. */
export interface ToldRow extends Omit<Incident, "version">, IncidentSaid {}

export function toldRow({ version: _, ...incident }: Incident): ToldRow {
  return { ...incident, ...tellIncident(ENGLISH, incident) };
}
