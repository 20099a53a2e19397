import { listForCron } from "@/lib/http/cron-listing.ts";
import { cronRoute, refuseCronHead } from "@/lib/http/cron-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = cronRoute(listForCron);
export const HEAD = refuseCronHead("GET");
