import { z } from "zod";
import { forceEndRun } from "@/lib/http/actions/steer-run.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const body = z.strictObject({ reason: z.string().trim().min(1).max(500) });

export const POST = adminRoute({ permission: "cron:run", body }, async (call) => {
  const runId = segment(call.path, "id");
  await forceEndRun(call, runId, call.body.reason);
  const message = "The run is ended and its lock is free; if its handler still works, it may overlap the next run";
  return json({ success: true, runId, message });
});
export const HEAD = refuseHead("POST");
