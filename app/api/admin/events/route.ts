import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { eventsQuery, liveEvents } from "@/lib/http/routes/live-stream.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: eventsQuery }, liveEvents);
export const HEAD = refuseHead("GET");
