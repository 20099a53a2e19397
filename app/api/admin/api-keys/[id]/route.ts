import { revokeApiKey } from "@/lib/http/actions/api-keys.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Revokes a key; its row and its name stay. */
export const DELETE = adminRoute({ permission: "keys:manage" }, async (call) => {
  const name = await revokeApiKey(call, segment(call.path, "id"));
  return json({ success: true, message: `The API key ${name} is revoked` });
});
export const HEAD = refuseHead("DELETE");
