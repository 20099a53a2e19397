import { z } from "zod";
import { changeJobState, readJobState } from "@/lib/http/actions/job-state.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { segment } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "cron:state";
const key = z.string().max(200).default("");
const readQuery = z.strictObject({ key });
const resetQuery = z.strictObject({ key, version: z.coerce.number().int().min(0).optional() });
const body = z.strictObject({ version: z.int().min(0), state: z.json() });

export const GET = adminRoute({ permission, query: readQuery }, async ({ runtime, path, query }) =>
  json({ success: true, ...(await readJobState({ runtime }, segment(path, "job"), query.key)) }),
);

/** Sets the state to `state`; `version` is the one that was read. */
export const PUT = adminRoute({ permission, query: readQuery, body }, async (call) => {
  const { version, state: value } = call.body;
  const change = { job: segment(call.path, "job"), key: call.query.key, version, value };
  return json({ success: true, ...(await changeJobState(call, change)) });
});

/** Resets the state: the job starts over. */
export const DELETE = adminRoute({ permission, query: resetQuery }, async (call) => {
  const { key, version = null } = call.query;
  const change = { job: segment(call.path, "job"), key, version, value: null };
  return json({ success: true, ...(await changeJobState(call, change)) });
});
export const HEAD = refuseHead("GET, PUT, DELETE");
