import { retryRun } from "@/lib/commands/runs.ts";
import { begunResponse } from "@/lib/http/answers/started-runs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "cron:run" }, async (call) =>
  begunResponse(await retryRun(call, segment(call.path, "id"))),
);
export const HEAD = refuseHead("POST");
