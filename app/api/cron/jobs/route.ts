import { cronRoute, refuseCronHead } from "@/lib/http/cron/cron-route.ts";
import { listForCron } from "@/lib/http/cron/cron-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = cronRoute(listForCron);
export const HEAD = refuseCronHead("GET");
