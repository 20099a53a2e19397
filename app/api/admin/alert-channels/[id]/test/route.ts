import { testChannel } from "@/lib/commands/channels.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Sends a test message and tells what the other side said to it. */
export const POST = adminRoute({ permission: "alerts:configure" }, async (call) =>
  json({ success: true, answer: await testChannel(call, segment(call.path, "id")) }),
);
export const HEAD = refuseHead("POST");
