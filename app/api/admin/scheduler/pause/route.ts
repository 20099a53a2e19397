import { pause, pauseBody } from "@/lib/commands/pause.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: pauseBody }, async (call) => {
  await pause(call, { kind: "all" }, call.body);
  return json({ success: true, ...call.body, message: "Everything is paused" });
});
export const HEAD = refuseHead("POST");
