import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { segment } from "@/lib/http/routes/route.ts";
import { showRun } from "@/lib/http/routes/show-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all" }, ({ runtime, path }) =>
  showRun(runtime, segment(path, "id")),
);
