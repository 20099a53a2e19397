import { listMembers, newMemberBody } from "@/lib/commands/member-list.ts";
import { inviteMember } from "@/lib/commands/people.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "members:manage";

export const GET = adminRoute({ permission }, async ({ runtime }) =>
  json({ success: true, members: await listMembers(runtime.db, runtime.clock.now()) }),
);

/** Makes an account. The answer is the only place that ever shows its first password. */
export const POST = adminRoute({ permission, body: newMemberBody }, async (call) =>
  json({ success: true, ...(await inviteMember(call, call.body)) }, { status: 201 }),
);
export const HEAD = refuseHead("GET, POST");
