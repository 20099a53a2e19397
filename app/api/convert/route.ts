import { recordAudit } from "@/lib/auth/audit.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";
import { convertBody } from "@/lib/jobs/images/api.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

const rules = { permission: "images:convert", orCronSecret: true, body: convertBody } as const;

/** Converts one object now and answers both keys and the bytes before and after. */
export const POST = adminRoute(rules, async (call) => {
  const { source, force } = call.body;
  // The image library is loaded by whoever converts
  const { convertSource } = await import("@/lib/jobs/images/convert-source.ts");
  const converted = await convertSource(call.runtime.services, source, { force });
  await recordAudit(call.runtime.db, call, { action: "image.convert", target: source, after: { ...converted } });
  return json({ success: true, ...converted });
});
export const HEAD = refuseHead("POST");
