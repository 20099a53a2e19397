import { randomUUID } from "node:crypto";
import type { Prisma } from "../../db.ts";
import type { Incident } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { insertEntries } from "./incident-rows.ts";

/** A silence that outlives its reason hides what nobody knows of any more. */
export const LONGEST_SILENCE_DAYS = 30;
const DAY_MS = 86_400_000;

/** A time in which a subject or category is watched, but nobody is told. */
export interface Silence {
  id: string;
  /** As in incidents, or `category:<name>`. */
  subject: string;
  until: Date;
  reason: string;
  actor: string;
}

/** Whether it keeps quiet of this incident. */
export function covers(
  { subject }: Pick<Silence, "subject">,
  incident: Pick<Incident, "subject" | "category">,
): boolean {
  return (
    subject === incident.subject || (incident.category !== null && subject === subjects.category(incident.category))
  );
}

/** Why a silence cannot be made; null when it can. */
function silenceProblem({ until, now }: { until: Date; now: Date }): "past" | "too_long" | null {
  if (until <= now) return "past";
  return until.getTime() - now.getTime() > LONGEST_SILENCE_DAYS * DAY_MS ? "too_long" : null;
}

type SilenceAnswer = { outcome: "done"; silence: Silence } | { outcome: "refused"; reason: "past" | "too_long" };

/** Makes a silence, within the transaction that also writes the audit row; open incidents that it covers say so. */
export async function addSilence(
  tx: Prisma.TransactionClient,
  { now, ...wanted }: Omit<Silence, "id"> & { now: Date },
): Promise<SilenceAnswer> {
  const reason = silenceProblem({ until: wanted.until, now });
  if (reason) return { outcome: "refused", reason };
  const silence = { id: randomUUID(), ...wanted };
  await tx.alertSilence.create({ data: { ...silence, createdAt: now } });
  const open = await tx.incident.findMany({
    where: { resolvedAt: null },
    select: { id: true, subject: true, category: true },
  });
  const covered = open.filter((incident) => covers(silence, incident));
  await insertEntries(
    tx,
    covered.map(({ id }) => silencedEntry(silence, { incidentId: id, at: now })),
  );
  return { outcome: "done", silence };
}

/** The line that says of an incident that nobody is told of it, and until when. */
export function silencedEntry(
  { id, until, reason, actor }: Silence,
  { incidentId, at }: { incidentId: string; at: Date },
) {
  const detail = { silenceId: id, until: until.toISOString() };
  return { incidentId, at, kind: "silenced" as const, actor, note: reason, detail };
}

/** Ends a silence before its time; false when there is none (any more). What it held back is told by the next turn. */
export async function endSilence(
  tx: Prisma.TransactionClient,
  { id, actor, now }: { id: string; actor: string; now: Date },
): Promise<boolean> {
  const { count } = await tx.alertSilence.updateMany({
    where: { id, endedAt: null, until: { gt: now } },
    data: { endedAt: now, endedBy: actor },
  });
  return count > 0;
}
