import { channelChangeBody } from "@/lib/commands/channel-body.ts";
import { changeChannel, removeChannel, requireChannel } from "@/lib/commands/channels.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "alerts:configure";

export const GET = adminRoute({ permission: "alerts:view" }, async (call) =>
  json({ success: true, channel: await requireChannel(call, segment(call.path, "id")) }),
);

/** Changes what is given; the rest stays. */
export const PATCH = adminRoute({ permission, body: channelChangeBody }, async (call) =>
  json({ success: true, channel: await changeChannel(call, segment(call.path, "id"), call.body) }),
);

export const DELETE = adminRoute({ permission }, async (call) => {
  const name = await removeChannel(call, segment(call.path, "id"));
  return json({ success: true, message: `The channel ${name} is deleted` });
});
export const HEAD = refuseHead("GET, PATCH, DELETE");
