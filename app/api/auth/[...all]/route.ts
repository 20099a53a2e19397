import { handleAuth } from "@/lib/http/routes/handle-auth.ts";
import { refuseHead, route } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const handle = route(handleAuth);

export const GET = handle;
export const POST = handle;
export const HEAD = refuseHead("GET, POST");
