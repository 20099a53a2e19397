import type { Delivery } from "../cron/engine.ts";
import { ApiError } from "./api-error.ts";

/** The platform's cron calls with this user agent. A hint for the slot, never a permission (engine-schema rule 58). */
const PLATFORM_AGENT = /^vercel-cron\//;
const PRINTABLE = /^[\x21-\x7e]{1,200}$/;

/** Whether the platform's own cron is calling: it can only GET. */
export function isPlatformCall(request: Request): boolean {
  return request.method === "GET" && PLATFORM_AGENT.test(request.headers.get("user-agent") ?? "");
}

/**
 * The slot a call stands for (engine page, "Slots and triggers"): the job's latest instant for the platform, the
 * caller's own `Idempotency-Key`, or none.
 * @param jobName canonical name
 * @throws ApiError 400 for a key that is empty, longer than 200 characters or not printable ASCII
 */
export function deliveryOf(request: Request, jobName: string): Delivery {
  if (isPlatformCall(request)) return { kind: "scheduled", scheduleId: `job:${jobName}` };
  const key = request.headers.get("idempotency-key");
  if (key === null) return { kind: "none" };
  if (PRINTABLE.test(key)) return { kind: "request", key };
  throw new ApiError("Idempotency-Key must be 1 to 200 printable ASCII characters without spaces", {
    status: 400,
    code: "bad_idempotency_key",
  });
}

/** Who called, for the run's row: the product in the user agent, or "http" when it names none. */
export function callerOf(request: Request): string {
  if (isPlatformCall(request)) return "platform";
  return /^[\w.-]{1,40}/.exec(request.headers.get("user-agent") ?? "")?.[0] ?? "http";
}

/** Whether the caller does not want to wait: `?wait=false` or `Prefer: respond-async` (RFC 7240). */
export function wantsNoWait(request: Request): boolean {
  const preferences = (request.headers.get("prefer") ?? "").split(",").map((word) => word.trim().toLowerCase());
  return preferences.includes("respond-async") || new URL(request.url).searchParams.get("wait") === "false";
}
