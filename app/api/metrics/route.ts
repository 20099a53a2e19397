import { metrics } from "@/lib/http/routes/metrics.ts";
import { route } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = route(metrics);
