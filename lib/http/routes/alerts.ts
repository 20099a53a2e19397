import { notFound } from "../../auth/refusals.ts";
import { readIncident } from "../../dashboard/alerts/incident-details.ts";
import { toldRow } from "../../dashboard/alerts/told-incident.ts";
import type { DashboardDeps } from "../../dashboard/words/deps.ts";
import { json } from "../answers/answers.ts";

/** One incident with its timeline. @throws ApiError 404 */
export async function incidentAnswer(deps: DashboardDeps, id: string): Promise<Response> {
  const details = await readIncident(deps, id);
  if (!details) throw notFound(`There is no incident ${id.slice(0, 60)} (any more)`, "unknown_incident");
  const { incident, cause, follows, timeline, notices } = details;
  const related = { cause: cause && toldRow(cause), follows: follows.map(toldRow) };
  return json({ success: true, incident: toldRow(incident), ...related, timeline, notices });
}
