import { json } from "@/lib/http/answers/answers.ts";
import { openApiDocument } from "@/lib/http/openapi/document.ts";
import { adminRoute } from "@/lib/http/routes/admin-route.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** The API in OpenAPI 3.1, for Postman, Insomnia and code generators. */
export const GET = adminRoute({ permission: "analytics:view_all" }, async ({ runtime }) =>
  json(openApiDocument(runtime.env.appUrl)),
);
