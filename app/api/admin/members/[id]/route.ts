import { memberChangeBody } from "@/lib/commands/member-list.ts";
import { changeMember, deleteMember } from "@/lib/commands/people.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead, segment } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const permission = "members:manage";

/** Changes role, ban or password of another person. */
export const PATCH = adminRoute({ permission, body: memberChangeBody }, async (call) =>
  json({ success: true, ...(await changeMember(call, segment(call.path, "id"), call.body)) }),
);

/** Deletes the account of another person. */
export const DELETE = adminRoute({ permission }, async (call) => {
  const email = await deleteMember(call, segment(call.path, "id"));
  return json({ success: true, message: `The account ${email} is deleted` });
});
export const HEAD = refuseHead("PATCH, DELETE");
