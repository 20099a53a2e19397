import { adminRoute } from "@/lib/http/admin-route.ts";
import { segment } from "@/lib/http/route.ts";
import { showRun } from "@/lib/http/show-run.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all" }, ({ runtime, path }) =>
  showRun(runtime, segment(path, "id")),
);
