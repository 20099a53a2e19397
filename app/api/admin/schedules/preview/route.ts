import { dashboardDeps } from "@/lib/commands/deps.ts";
import { previewSchedule } from "@/lib/dashboard/schedules/schedule-lint.ts";
import { json } from "@/lib/http/answers/answers.ts";
import { previewQuery } from "@/lib/http/bodies/route-inputs.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute(
  { permission: "analytics:view_all", query: previewQuery },
  async ({ runtime, query: asked }) => {
    const { id: exceptId = null, count, from = runtime.clock.now(), ...rest } = asked;
    const preview = await previewSchedule(dashboardDeps(runtime), asked, { from, count, exceptId, plan: runtime.plan });
    return json({ success: true, ...rest, count, from, ...preview });
  },
);
