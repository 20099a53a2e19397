import { revokeApiKey } from "@/lib/commands/api-keys.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Revokes a key; its row and its name stay. */
export const DELETE = adminRoute({ permission: "keys:manage" }, async (call) => {
  const name = await revokeApiKey(call, segment(call.path, "id"));
  return json({ success: true, message: `The API key ${name} is revoked` });
});
export const HEAD = refuseHead("DELETE");
