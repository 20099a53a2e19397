import { cancelBackfill, readBackfill, startBackfill } from "@/lib/commands/backfills.ts";
import { requireJob } from "@/lib/commands/jobs.ts";
import { backfillBody, backfillCancelQuery, previewBackfill } from "@/lib/commands/plan-backfill.ts";
import { backfillQuery, readBackfills } from "@/lib/dashboard/schedules/backfills.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { backfillStarted } from "@/lib/http/answers/started-runs.ts";
import { deliveryOf } from "@/lib/http/cron/cron-run.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

const view = "analytics:view_all";
const permission = "cron:run";

/** The job's latest batches, or with `batch` that one. */
export const GET = adminRoute({ permission: view, query: backfillQuery }, async (call) => {
  const job = segment(call.path, "job");
  const { batch } = call.query;
  if (batch !== undefined) return json({ success: true, batch: await readBackfill(call, { job, batch }) });
  const definition = requireJob(call.runtime, job);
  const batches = await readBackfills(call.runtime.db, definition);
  return json({ success: true, jobName: definition.name, batches });
});

/** Runs past slots again; `dryRun` only tells which. */
export const POST = adminRoute({ permission, body: backfillBody }, async (call) => {
  const { dryRun, ...asked } = call.body;
  const order = { job: segment(call.path, "job"), ...asked };
  if (dryRun) return json({ success: true, dryRun, ...(await previewBackfill(call, order)) });
  return backfillStarted(call, await startBackfill(call, order, deliveryOf(call.request, order.job)));
});

/** Cancels a batch as a whole. */
export const DELETE = adminRoute({ permission, query: backfillCancelQuery }, async (call) =>
  json({ success: true, ...(await cancelBackfill(call, { job: segment(call.path, "job"), ...call.query })) }),
);
export const HEAD = refuseHead("GET, POST, DELETE");
