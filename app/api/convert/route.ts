import { convertBody } from "@/lib/http/bodies/convert-body.ts";
import { convert } from "@/lib/http/cron/convert.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";
import { refuseHead } from "@/lib/http/routes/route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "images:convert", orCronSecret: true, body: convertBody }, convert);
export const HEAD = refuseHead("POST");
