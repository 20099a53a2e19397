import { adminRoute } from "@/lib/http/admin-route.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { eventsQuery, liveEvents } from "@/lib/http/live-stream.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = adminRoute({ permission: "analytics:view_all", query: eventsQuery }, liveEvents);
export const HEAD = refuseHead("GET");
