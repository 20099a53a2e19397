import { describeForCron } from "@/lib/http/cron-listing.ts";
import { cronRoute, refuseCronHead } from "@/lib/http/cron-route.ts";
import { runForCall } from "@/lib/http/cron-run.ts";
import { isPlatformCall } from "@/lib/http/delivery.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

/** The platform's cron can only GET: for it, and for nobody else, GET runs the job. */
export const GET = cronRoute((call) => {
  const job = segment(call.path, "job");
  return isPlatformCall(call.request) ? runForCall(call, job) : describeForCron(call, job);
});
export const POST = cronRoute((call) => runForCall(call, segment(call.path, "job")));
export const HEAD = refuseCronHead("GET, POST");
