import { z } from "zod";
import { runAndWait } from "@/lib/http/actions/run-and-wait.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

const body = z.strictObject({ jobName: z.string().optional(), params: z.unknown().optional() });

export const POST = adminRoute({ permission: "cron:run", body }, async (call) => {
  const { jobName, params } = call.body;
  const { status, headers, body: details } = await runAndWait(call, { jobName, params });
  const { success, message, error, code } = details;
  return json({ success, message, error, code, details }, { status, headers });
});
export const HEAD = refuseHead("POST");
