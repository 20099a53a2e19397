import { handleAuth } from "@/lib/http/auth/handle-auth.ts";
import { refuseHead } from "@/lib/http/head.ts";
import { route } from "@/lib/http/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const handle = route(handleAuth);

export const GET = handle;
export const POST = handle;
export const HEAD = refuseHead("GET, POST");
