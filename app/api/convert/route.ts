import { convertByHand } from "@/lib/commands/conversions.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";
import { convertBody } from "@/lib/jobs/images/api.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

const rules = { permission: "images:convert", orCronSecret: true, body: convertBody } as const;

/** Converts one object now and answers both keys and the bytes before and after. */
export const POST = adminRoute(rules, async (call) =>
  json({ success: true, ...(await convertByHand(call, call.body)) }),
);
export const HEAD = refuseHead("POST");
