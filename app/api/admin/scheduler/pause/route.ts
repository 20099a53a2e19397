import { pause } from "@/lib/http/actions/pause.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { pauseBody } from "@/lib/http/pause-body.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = adminRoute({ permission: "cron:schedule", body: pauseBody }, async (call) => {
  await pause(call, { kind: "all" }, call.body);
  return json({ success: true, ...call.body, message: "Everything is paused" });
});
export const HEAD = refuseHead("POST");
