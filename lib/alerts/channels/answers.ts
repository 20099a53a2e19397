import type { DeliveryAnswer } from "../outbox/message.ts";
import type { OutgoingAnswer } from "./channel.ts";

/** What HTTP statuses mean to all channels: each file says only where its other side differs. */

/** Seconds (also a fraction of one), or a date (RFC 9110, 10.2.3), in ms from `now`; null when it says neither. */
function retryAfterOf(header: string | undefined, now: Date): number | null {
  if (header === undefined || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/** Without a Retry-After, a limit is asked again after so long. */
const PLAIN_PAUSE_MS = 5_000;

/** May be over by itself: the request timed out, came too early or too often, or the other side is broken. */
const isTemporary = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * @param refused what a status says in this channel's words, where it has any
 * @param pauseMs what the other side asked for, where it says so elsewhere than in Retry-After
 */
export function classifyStatus(
  { status, text, headers }: OutgoingAnswer,
  { now, refused = {}, pauseMs }: { now: Date; refused?: Readonly<Record<number, string>>; pauseMs?: number },
): DeliveryAnswer {
  const said = { status, answer: text };
  if (status >= 200 && status < 300) return { outcome: "delivered", ...said };
  const asked = pauseMs ?? retryAfterOf(headers["retry-after"], now);
  if (status === 429) {
    return {
      outcome: "retry",
      reason: "it takes no more for now (429)",
      limited: true,
      pauseMs: asked ?? PLAIN_PAUSE_MS,
      ...said,
    };
  }
  if (isTemporary(status))
    return { outcome: "retry", reason: `it answered ${status}`, ...(asked !== null && { pauseMs: asked }), ...said };
  const reason =
    refused[status] ??
    (status >= 300 && status < 400 ? REDIRECTED : `it answered ${status}, which no further try changes`);
  return { outcome: "dead", reason: `${reason} (${status})`, ...said };
}

const REDIRECTED = "it points elsewhere, and redirects are not followed; set the address that it points to";

/** Text of at most `most` characters; what is cut ends with an ellipsis, and no character is cut in half. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(0, most - 1);
  return `${end.isWellFormed() ? end : end.slice(0, -1)}…`;
}
