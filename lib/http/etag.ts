import { createHash } from "node:crypto";
import { bodyOf, unstored } from "./answers.ts";

/**
 * The answer with an ETag of its body, or 304 without one when the caller has it already. `no-store` keeps caches out;
 * a caller that asks again and again may compare by itself.
 */
export function etagged(request: Request, response: Response): Response {
  const etag = `"${createHash("sha256")
    .update(JSON.stringify(bodyOf(response)))
    .digest("base64url")
    .slice(0, 22)}"`;
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { ...unstored("application/json; charset=utf-8"), etag } });
  }
  response.headers.set("etag", etag);
  return response;
}
