import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";
import { listen } from "../../support/listening.ts";

/** Real HTTP servers that speak as the other sides' documents say, and refuse what those refuse. */

export interface PeerCall {
  method: string;
  url: URL;
  headers: Record<string, string>;
  text: string;
}

export interface PeerAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What a test wants to be answered in place of the peer's own answer; null: that one. */
type Script = (call: PeerCall, count: number) => PeerAnswer | null | Promise<PeerAnswer | null>;

export interface Peer {
  origin: string;
  calls: PeerCall[];
  script(script: Script | null): void;
  close(): Promise<void>;
}

export async function startPeer(answer: (call: PeerCall) => PeerAnswer): Promise<Peer> {
  const calls: PeerCall[] = [];
  let script: Script | null = null;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = new URL(request.url ?? "/", "http://peer");
    const call = { method: request.method ?? "", url, headers, text };
    calls.push(call);
    const { status, headers: sent = {}, body = "" } = (await script?.(call, calls.length)) ?? answer(call);
    response.writeHead(status, sent).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const { port, close } = await listen(server);
  const setScript = (given: Script | null) => {
    script = given;
  };
  return { origin: `http://127.0.0.1:${port}`, calls, script: setScript, close };
}

/** What was sent, as JSON. */
export const bodyOf = (call: PeerCall | undefined) => JSON.parse(call?.text ?? "null");

/** docs.slack.dev: incoming webhooks and the limits of Block Kit. Path: /services/T0/B0/secret */
export const startSlack = () =>
  startPeer((call) => {
    const { text, blocks = [] } = bodyOf(call);
    if (!text && blocks.length === 0) return { status: 400, body: "no_text" };
    const fits = blocks.length <= 50 && blocks.every(slackBlockFits);
    return fits ? { status: 200, body: "ok" } : { status: 400, body: "invalid_blocks" };
  });

interface SlackBlock {
  type: string;
  text?: { type: string; text: string };
  fields?: { text: string }[];
}

function slackBlockFits({ type, text, fields = [] }: SlackBlock): boolean {
  const length = text?.text.length ?? 0;
  if (type === "header") return text?.type === "plain_text" && length >= 1 && length <= 150;
  if (type === "divider") return true;
  const textFits = text ? length >= 1 && length <= 3_000 : fields.length > 0;
  return type === "section" && textFits && fields.length <= 10 && fields.every((field) => field.text.length <= 2_000);
}

/** discord.com/developers: webhook resource. Path: /api/webhooks/1/token */
export async function startDiscord() {
  const messages = new Map<string, unknown>();
  const peer = await startPeer(({ method, url, text }) => {
    const body = JSON.parse(text);
    if (!discordFits(body)) return { status: 400, body: { code: 50_035, message: "Invalid Form Body" } };
    const id = /\/messages\/(\d+)$/.exec(url.pathname)?.[1] ?? String(1_000 + messages.size);
    if (method === "PATCH" && !messages.has(id))
      return { status: 404, body: { code: 10_008, message: "Unknown Message" } };
    messages.set(id, body);
    // The message comes before its id, and may be long.
    return url.searchParams.has("wait") || method === "PATCH"
      ? { status: 200, body: { ...body, id } }
      : { status: 204 };
  });
  return { ...peer, messages };
}

interface DiscordEmbed {
  title: string;
  description: string;
  fields: { name: string; value: string }[];
}

function discordFits({ content, embeds = [] }: { content?: string; embeds?: DiscordEmbed[] }): boolean {
  if (!content && embeds.length === 0) return false;
  const texts = embeds.flatMap((embed) => [
    ...[embed.title, embed.description],
    ...embed.fields.flatMap(({ name, value }) => [name, value]),
  ]);
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const each = ({ title, description, fields }: DiscordEmbed) =>
    title.length <= 256 && description.length <= 4_096 && fields.length <= 25 && fields.every(fieldFits);
  return embeds.length <= 10 && embeds.every(each) && total <= 6_000;
}

const fieldFits = ({ name, value }: { name: string; value: string }) =>
  name.length >= 1 && name.length <= 256 && value.length >= 1 && value.length <= 1_024;

type PagerdutyState = "triggered" | "acknowledged" | "resolved";

/** developer.pagerduty.com: Events API v2. Path: /v2/enqueue; every key but `routingKey` is unknown to it. */
export async function startPagerduty(routingKey: string) {
  /** State by dedup_key, and what was told first of each. */
  const incidents = new Map<string, { state: PagerdutyState; payload: unknown }>();
  const peer = await startPeer((call) => {
    const { routing_key, event_action, dedup_key, payload } = bodyOf(call);
    const invalid = (...errors: string[]) => ({
      status: 400,
      body: { status: "invalid event", message: "Event object is invalid", errors },
    });
    if (routing_key !== routingKey) return invalid("Invalid routing key");
    if (event_action === "trigger" && !pagerdutyPayloadFits(payload)) return invalid("'payload' is invalid");
    const known = incidents.get(dedup_key);
    if (event_action === "trigger" && known?.state !== "acknowledged")
      incidents.set(dedup_key, { state: "triggered", payload });
    else if (known)
      incidents.set(dedup_key, { ...known, state: event_action === "resolve" ? "resolved" : "acknowledged" });
    return { status: 202, body: { status: "success", message: "Event processed", dedup_key } };
  });
  return { ...peer, incidents };
}

const pagerdutyPayloadFits = (given: { summary?: string; source?: string; severity?: string } | undefined) =>
  Boolean(given?.summary && given.summary.length <= 1_024 && given.source) &&
  ["critical", "error", "warning", "info"].includes(given?.severity ?? "");

/** A receiver of Standard Webhooks, which takes each id once and believes the reference library alone. */
export async function startReceiver(secret: string) {
  const received = new Map<string, { type: string; timestamp: string; data: Record<string, unknown> }>();
  const peer = await startPeer(({ headers, text }) => {
    try {
      received.set(headers["webhook-id"] ?? "", new Webhook(secret).verify(text, headers) as never);
      return { status: 204 };
    } catch {
      return { status: 401, body: "wrong signature" };
    }
  });
  return { ...peer, received };
}
