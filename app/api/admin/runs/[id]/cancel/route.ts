import { cancelRun } from "@/lib/commands/runs.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const SENTENCES = {
  cancelled: "The run is cancelled",
  requested: "The run was asked to stop; it is cancelled as soon as its handler stops",
  tasks_cancelled: "The run had ended; its waiting tasks are cancelled, those at work were asked to stop",
};

export const POST = adminRoute({ permission: "cron:run" }, async (call) => {
  const runId = segment(call.path, "id");
  const outcome = await cancelRun(call, runId);
  return json({ success: true, runId, outcome, message: SENTENCES[outcome] });
});
export const HEAD = refuseHead("POST");
