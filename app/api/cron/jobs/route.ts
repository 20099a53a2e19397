import { listForCron } from "@/lib/http/cron-listing.ts";
import { cronRoute } from "@/lib/http/cron-route.ts";
import { refuseHead } from "@/lib/http/head.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = cronRoute(listForCron);
export const HEAD = refuseHead("GET");
