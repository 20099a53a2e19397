import { cronRoute, refuseCronHead } from "@/lib/http/cron/cron-route.ts";
import { segment } from "@/lib/http/routes/route.ts";
import { showRun } from "@/lib/http/routes/show-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = cronRoute(({ runtime, path }) => showRun(runtime, segment(path, "id")));
export const HEAD = refuseCronHead("GET");
