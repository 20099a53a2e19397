import { cronRoute, refuseCronHead } from "@/lib/http/cron/cron-route.ts";
import { runForCall } from "@/lib/http/cron/cron-run.ts";
import { segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

/** Runs the job of the path. Jobs have one segment: a longer path names no job and answers 404. */
const run = cronRoute((call) => runForCall(call, segment(call.path, "job")));

export const GET = run;
export const POST = run;
export const HEAD = refuseCronHead("GET, POST");
