import { health } from "@/lib/http/health.ts";
import { route } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = route(health);
