import { cronRoute, refuseCronHead } from "@/lib/http/cron/cron-route.ts";
import { describeForCron, isPlatformCall, runForCall } from "@/lib/http/cron/cron-run.ts";
import { segment } from "@/lib/http/routes/route.ts";

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
