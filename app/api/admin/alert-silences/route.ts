import { dashboardDeps } from "@/lib/commands/deps.ts";
import { makeSilence, silenceBody } from "@/lib/commands/silences.ts";
import { isInForce, listSilences } from "@/lib/dashboard/alerts/silences.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "alerts:view" }, async ({ runtime }) => {
  const deps = dashboardDeps(runtime);
  const now = deps.clock.now();
  const silences = await listSilences(deps);
  return json({ success: true, silences: silences.map((one) => ({ ...one, inForce: isInForce(one, now) })) });
});

/** Silences a subject or a category. */
export const POST = adminRoute({ permission: "alerts:steer", body: silenceBody }, async (call) =>
  json({ success: true, silence: await makeSilence(call, call.body) }, { status: 201 }),
);
export const HEAD = refuseHead("GET, POST");
