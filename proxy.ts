import { type NextRequest, NextResponse } from "next/server";
import { parseSentryDsn } from "./lib/env/sentry-dsn.ts";

/**
 * Gives every page its own nonce: Next puts it on the scripts and styles it writes, and the browser runs no others.
 * Nothing is authorised here; each route and page does that itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(btoa(crypto.randomUUID()));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Pages only: API answers and static files hold no scripts to run. */
export const config = { matcher: "/((?!api/|_next/).*)" };

/** Pages may tell Sentry of their errors, where there is one; lib/env.ts has refused a wrong address at the start. */
const sentry = parseSentryDsn(process.env.SENTRY_DSN ?? "");
const reportsTo = typeof sentry === "string" ? "" : ` ${sentry.origin}`;

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : ""}`,
    // Charts and pop-overs are placed by style attributes, which cannot carry a nonce.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self'${reportsTo}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
