import { snoozeBody, steerIncident } from "@/lib/commands/incidents.ts";
import { toldRow } from "@/lib/dashboard/alerts/told-incident.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "alerts:steer", body: snoozeBody }, async (call) => {
  const id = segment(call.path, "id");
  const { incident, changed } = await steerIncident(call, id, { act: "snooze", until: call.body.until });
  return json({ success: true, changed, incident: toldRow(incident) });
});
export const HEAD = refuseHead("POST");
