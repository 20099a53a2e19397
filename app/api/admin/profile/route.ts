import { changeProfile } from "@/lib/http/actions/profile.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { profileBody, readProfile } from "@/lib/http/profile.ts";

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
