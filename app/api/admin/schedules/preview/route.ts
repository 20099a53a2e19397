import { z } from "zod";
import { previewSchedule } from "@/lib/dashboard/schedule-preview.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { expressionQuery } from "@/lib/http/schedule-input.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const query = expressionQuery({
  from: z.iso.datetime({ offset: true }).optional(),
  count: z.coerce.number().int().min(1).max(50).default(10),
});

export const GET = adminRoute({ permission: "analytics:view_all", query }, async ({ runtime, query: asked }) => {
  const from = asked.from ? new Date(asked.from) : runtime.clock.now();
  return json({ success: true, ...asked, from, ...previewSchedule(asked, from, asked.count) });
});
