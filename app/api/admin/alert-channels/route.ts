import { newChannelBody } from "@/lib/commands/channel-body.ts";
import { createChannel } from "@/lib/commands/channels.ts";
import { dashboardDeps } from "@/lib/commands/deps.ts";
import { listChannels } from "@/lib/dashboard/alerts/channels.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "alerts:view" }, async ({ runtime }) =>
  json({ success: true, channels: await listChannels(dashboardDeps(runtime)) }),
);

/** Makes a channel. The answer is the only place that ever shows a secret that was made for it. */
export const POST = adminRoute({ permission: "alerts:configure", body: newChannelBody }, async (call) =>
  json({ success: true, ...(await createChannel(call, call.body)) }, { status: 201 }),
);
export const HEAD = refuseHead("GET, POST");
