import { changeRetention } from "@/lib/http/actions/retention.ts";
import { adminRoute } from "@/lib/http/admin-route.ts";
import { json } from "@/lib/http/answers.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { readRetention, retentionBody } from "@/lib/http/retention.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "retention:manage";

export const GET = adminRoute({ permission }, async ({ runtime }) =>
  json({ success: true, ...(await readRetention(runtime.db)) }),
);

/** Sets how long history is kept. */
export const PUT = adminRoute({ permission, body: retentionBody }, async (call) =>
  json({ success: true, ...(await changeRetention(call, call.body)) }),
);
export const HEAD = refuseHead("GET, PUT");
