import { route } from "@/lib/http/routes/route.ts";
import { leaveByOneClick, showLeaving } from "@/lib/http/routes/unsubscribe.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = route(showLeaving);
/** Takes the recipient of a mail out of its channel. */
export const POST = route(leaveByOneClick);
