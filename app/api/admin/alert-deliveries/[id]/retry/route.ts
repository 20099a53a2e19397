import { retryDelivery } from "@/lib/commands/deliveries.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Takes a message that was given up back for another day. */
export const POST = adminRoute({ permission: "alerts:steer" }, async (call) => {
  const id = segment(call.path, "id");
  await retryDelivery(call, id);
  return json({ success: true, message: `The message ${id} is on its way again` });
});
export const HEAD = refuseHead("POST");
