import { changeJobState, readJobState } from "@/lib/commands/jobs.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { stateBody, stateQuery, stateResetQuery } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "cron:state";

export const GET = adminRoute({ permission, query: stateQuery }, async ({ runtime, path, query }) =>
  json({ success: true, ...(await readJobState({ runtime }, segment(path, "job"), query.key)) }),
);

/** Sets the state to `state`; `version` is the one that was read. */
export const PUT = adminRoute({ permission, query: stateQuery, body: stateBody }, async (call) => {
  const { version, state: value } = call.body;
  const change = { job: segment(call.path, "job"), key: call.query.key, version, value };
  return json({ success: true, ...(await changeJobState(call, change)) });
});

/** Resets the state: the job starts over. */
export const DELETE = adminRoute({ permission, query: stateResetQuery }, async (call) => {
  const { key, version = null } = call.query;
  const change = { job: segment(call.path, "job"), key, version, value: null };
  return json({ success: true, ...(await changeJobState(call, change)) });
});
export const HEAD = refuseHead("GET, PUT, DELETE");
