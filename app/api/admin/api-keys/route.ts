import { createApiKey, listApiKeys, newKeyBody } from "@/lib/commands/api-keys.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "keys:manage";

export const GET = adminRoute({ permission }, async ({ runtime }) =>
  json({ success: true, keys: await listApiKeys(runtime.db, runtime.clock.now()) }),
);

/** Makes a key. The answer is the only place that ever shows it. */
export const POST = adminRoute({ permission, body: newKeyBody }, async (call) =>
  json({ success: true, ...(await createApiKey(call, call.body)) }, { status: 201 }),
);
export const HEAD = refuseHead("GET, POST");
