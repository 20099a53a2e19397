import { begunResponse } from "@/lib/http/actions/run-responses.ts";
import { retryRun } from "@/lib/http/actions/steer-run.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "cron:run" }, async (call) =>
  begunResponse(await retryRun(call, segment(call.path, "id"))),
);
export const HEAD = refuseHead("POST");
