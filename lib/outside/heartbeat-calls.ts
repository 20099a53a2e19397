import type { OutgoingCall } from "../alerts/channels/channel.ts";

/** What a watcher is told: that something begins, went well, or did not. */
export interface Heartbeat {
  says: "start" | "success" | "fail";
  /** A few lines for its log, without secrets. */
  text: string;
  /** Lets it tell overlapping runs apart. Null: the scheduler's own. */
  runId: string | null;
}

/** The services that are spoken to, and whatever speaks like one of them. Everything else is taken for Healthchecks. */
type WatcherKind = "healthchecks" | "better_stack" | "cronitor";

function watcherOf({ hostname, pathname }: URL): WatcherKind {
  if (/(^|\.)cronitor\.(link|io)$/.test(hostname) || /^\/p\/[^/]+\/[^/]+$/.test(pathname)) return "cronitor";
  return pathname.includes("/api/v1/heartbeat/") ? "better_stack" : "healthchecks";
}

/** The call that tells it, or null where this watcher knows no such word. @param address of the check, as the service shows it */
export function heartbeatCall(address: string, beat: Heartbeat): OutgoingCall | null {
  const url = new URL(address);
  switch (watcherOf(url)) {
    case "healthchecks":
      return tellHealthchecks(url, beat);
    case "better_stack":
      return tellBetterStack(url, beat);
    case "cronitor":
      return tellCronitor(url, beat);
  }
}

const TEXT = { "content-type": "text/plain; charset=utf-8" };

/** healthchecks.io/docs/http_api: the address itself, /start and /fail; the body is its log, `rid` pairs start and end. */
function tellHealthchecks(url: URL, { says, text, runId }: Heartbeat): OutgoingCall {
  if (says !== "success") url.pathname = `${url.pathname.replace(/\/$/, "")}/${says}`;
  if (runId !== null) url.searchParams.set("rid", runId);
  return { url: url.href, headers: TEXT, body: text };
}

/** betterstack.com/docs/uptime/cron-and-heartbeat-monitor: the address itself and /fail; it knows no start. */
function tellBetterStack(url: URL, { says, text }: Heartbeat): OutgoingCall | null {
  if (says === "start") return null;
  if (says === "fail") url.pathname = `${url.pathname.replace(/\/$/, "")}/fail`;
  return { url: url.href, headers: TEXT, body: text };
}

/** What its message may have. */
const CRONITOR_MESSAGE = 500;

/** cronitor.io/docs/telemetry-api: everything is in the query; `series` pairs start and end. */
function tellCronitor(url: URL, { says, text, runId }: Heartbeat): OutgoingCall {
  const ended = runId === null ? "ok" : "complete";
  url.searchParams.set("state", { start: "run", success: ended, fail: "fail" }[says]);
  url.searchParams.set("message", text.slice(0, CRONITOR_MESSAGE));
  if (runId !== null) url.searchParams.set("series", runId);
  return { url: url.href, headers: TEXT, body: "" };
}
