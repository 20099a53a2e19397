import { cronRoute, refuseCronHead } from "@/lib/http/cron/cron-route.ts";
import { tick } from "@/lib/http/cron/cron-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

const run = cronRoute(tick);

export const GET = run;
export const POST = run;
export const HEAD = refuseCronHead("GET, POST");
