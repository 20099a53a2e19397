import { liftSilence } from "@/lib/commands/silences.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Ends a silence before its time. */
export const DELETE = adminRoute({ permission: "alerts:steer" }, async (call) => {
  const subject = await liftSilence(call, segment(call.path, "id"));
  return json({ success: true, message: `The silence of ${subject} is ended` });
});
export const HEAD = refuseHead("DELETE");
