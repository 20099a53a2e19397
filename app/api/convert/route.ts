import { adminRoute } from "@/lib/http/admin-route.ts";
import { convert } from "@/lib/http/convert.ts";
import { convertBody } from "@/lib/http/convert-body.ts";
import { refuseHead } from "@/lib/http/head.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 300;

export const POST = adminRoute({ permission: "images:convert", orCronSecret: true, body: convertBody }, convert);
export const HEAD = refuseHead("POST");
