import { z } from "zod";
import { actOnIncident, type IncidentAct } from "../alerts/incidents/acts.ts";
import type { Incident } from "../alerts/words/incident.ts";
import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, invalidInput, notFound } from "../auth/refusals.ts";
import type { Json } from "../cron/words/json.ts";
import { exactInstant } from "../dashboard/words/instant.ts";
import { issueAt } from "../dashboard/words/issue-words.ts";

const note = z.string().trim().max(2000);

/** Body of the routes that acknowledge and resolve: a note is nobody's duty. */
export const optionalNoteBody = z.strictObject({ note: note.nullish().transform((text) => text || null) });
/** Body of `POST /api/admin/alerts/<id>/note`. */
export const noteBody = z.strictObject({ note: note.min(1) });
/** Body of `POST /api/admin/alerts/<id>/snooze`. */
export const snoozeBody = z.strictObject({ until: exactInstant });

/** What came of it; `changed` is false where it was so before. */
interface Steered {
  incident: Incident;
  changed: boolean;
}

/**
 * Does what a person or program wants done to an incident, with its line in the timeline and its audit row.
 * @throws ApiError 404 for an incident that is not there, 409 for one that is over, 422 for an end that is past
 */
export async function steerIncident(acting: Acting, id: string, order: IncidentAct): Promise<Steered> {
  if (!z.uuid().safeParse(id).success) throw noSuchIncident(id);
  const { db, clock, alerts } = acting.runtime;
  const answer = await db.$transaction(async (tx) => {
    const actor = actorName(acting).slice(0, 200);
    const done = await actOnIncident(tx, { id, order, actor, now: clock.now() });
    if (done.outcome !== "done") return done;
    const { before, after } = done;
    const text = "note" in order ? order.note : null;
    const sides = { before: toldOf(before), after: toldOf(after), note: text };
    await recordAudit(tx, acting, { action: `incident.${order.act}`, target: id, ...sides });
    return done;
  });
  switch (answer.outcome) {
    case "done":
      alerts.wake(); // who was told of its beginning is told of its end at once
      return { incident: answer.after, changed: true };
    case "unchanged":
      return { incident: answer.incident, changed: false };
    case "refused":
      throw answer.reason === "past" ? pastEnd(order) : overAlready(id);
    case "unknown":
      throw noSuchIncident(id);
  }
}

/** What of an incident people change, and which one it is. */
function toldOf({ rule, subject, state, snoozedUntil }: Incident): Json {
  return { rule, subject, state, snoozedUntil: snoozedUntil?.toISOString() ?? null };
}

function pastEnd(order: IncidentAct): ApiError {
  const given = order.act === "snooze" ? order.until.toISOString() : "";
  return invalidInput("body", [issueAt("until", "not_ahead", { given })]);
}

function overAlready(id: string): ApiError {
  return new ApiError(`The incident ${id} is over: only a note can be added to it`, {
    status: 409,
    code: "incident_over",
  });
}

function noSuchIncident(id: string): ApiError {
  return notFound(`There is no incident ${id.slice(0, 60)} (any more)`, "unknown_incident");
}
