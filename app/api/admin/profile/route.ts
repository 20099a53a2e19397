import { changeProfile, profileBody, readProfile } from "@/lib/commands/profile.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Whoever is signed in may look; there is no role that may less. */
const rules = { permission: "analytics:view_all", personOnly: true } as const;

export const GET = adminRoute(rules, async (call) => json({ success: true, profile: readProfile(call) }));

/** Changes the own name or password. */
export const PATCH = adminRoute({ ...rules, body: profileBody }, async (call) =>
  json({ success: true, profile: await changeProfile(call, call.body) }),
);
export const HEAD = refuseHead("GET, PATCH");
