import { headers } from "next/headers";
import { notFound } from "../../auth/refusals.ts";
import { type MailSubscription, readSubscription, unsubscribe } from "../../commands/unsubscribe.ts";
import { getRuntime } from "../../runtime.ts";
import { json } from "../answers/answers.ts";
import { type Call, segment } from "./route.ts";

/** One click of a mail program (RFC 8058): it posts to the link, with no session and nothing but the link. */
export async function leaveByOneClick({ request, path, runtime }: Call): Promise<Response> {
  const left = await unsubscribe(runtime, request.headers, segment(path, "token"));
  if (left === null) throw notALink();
  return json({ success: true, channel: left.channelName });
}

/** A mail program that knows no one click opens the link: it is led on to the page, and looking changes nothing. */
export async function showLeaving({ path, runtime }: Call): Promise<Response> {
  const token = segment(path, "token");
  if ((await readSubscription(runtime, token)) === null) throw notALink();
  // Safe in an attribute: an address that was parsed, and a token that was found.
  const page = new URL(`${runtime.env.appUrl}/unsubscribe/${token}`).href.replaceAll("&", "&amp;");
  const html = `<!doctype html><meta http-equiv="refresh" content="0;url=${page}"><a href="${page}">${page}</a>`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}

const notALink = () => notFound("This link is not, or no longer, of a recipient: take the one of the latest mail");

/** For the page: who the link is of. */
export async function subscriptionOfLink(token: string): Promise<MailSubscription | null> {
  return await readSubscription(getRuntime(), token);
}

/** For the page's button. */
export async function leaveByLink(token: string): Promise<void> {
  await unsubscribe(getRuntime(), await headers(), token);
}
