import { z } from "zod";
import type { DeliveryAnswer } from "../outbox/message.ts";
import type { ToldAlert, ToldIncidentWords } from "../words/told-alert.ts";
import { classifyStatus, cutText } from "./answers.ts";
import { type OutgoingAnswer, type OutgoingCall, overHttp } from "./channel.ts";

/**
 * Discord's webhooks: embeds, limits by headers. With `wait=true` it answers the message, whose id is kept: the end of an
 * incident is written into the message that told of it (discord.com/developers/docs/resources/webhook).
 */
export const discord = overHttp({
  kind: "discord",
  secrets: z.object({ url: z.url() }),
  settings: z.object({}),
  spacingMs: 0,
  edits: true,
  render: ({ told, secrets, earlier }): OutgoingCall[] => {
    const body = JSON.stringify(discordMessage(told));
    if (earlier.length === 0) return [{ url: executeUrl(secrets.url), body }];
    return earlier.map((id) => ({ method: "PATCH", url: messageUrl(secrets.url, id), body }));
  },
  classify: classifyDiscord,
});

/** Embeds, in characters and numbers; `total` counts over all of a message. */
const MOST = { title: 256, description: 4_096, name: 256, value: 1_024, fields: 25, embeds: 10, total: 6_000 };
const COLOURS = { critical: 0xd92d20, warning: 0xf79009, info: 0x2e90fa } as const;
const RESOLVED_COLOUR = 0x12b76a;
/** Nobody is called by what an error says. */
const NO_MENTIONS = { parse: [] };
/** The webhook is gone for good: calling it on is counted as abuse. */
const UNKNOWN_WEBHOOK = 10_015;
const UNKNOWN_MESSAGE = 10_008;

interface Embed {
  title: string;
  description: string;
  url: string;
  color: number;
  fields: { name: string; value: string; inline: boolean }[];
}

/** The body of both calls. */
function discordMessage(told: ToldAlert): object {
  const embeds = told.incidents.length > 1 ? told.incidents.slice(0, MOST.embeds - 1) : [];
  return { embeds: withinTotal([mainEmbed(told), ...embeds.map(incidentEmbed)]), allowed_mentions: NO_MENTIONS };
}

function mainEmbed({ title, sentence, action, url, fields, severity, resolved }: ToldAlert): Embed {
  // Discord refuses a field without a character.
  const told = fields.filter(({ label, value }) => label.trim() && value.trim());
  const shown = told.slice(0, MOST.fields).map(({ label, value }) => ({
    name: cutText(escaped(label), MOST.name),
    value: cutText(escaped(value), MOST.value),
    inline: value.length <= 40,
  }));
  return {
    title: cutText(title, MOST.title),
    description: cutText([sentence, action].flatMap((text) => (text ? escaped(text) : [])).join("\n\n"), 2_000),
    url,
    color: resolved ? RESOLVED_COLOUR : COLOURS[severity],
    fields: shown,
  };
}

function incidentEmbed({ title, sentence, url, severity, notice }: ToldIncidentWords): Embed {
  const color = notice === "resolved" ? RESOLVED_COLOUR : COLOURS[severity];
  return { title: cutText(title, MOST.title), description: cutText(escaped(sentence), 300), url, color, fields: [] };
}

/** Leaves out fields and then embeds from the end until the rest is short enough. */
function withinTotal(embeds: Embed[]): Embed[] {
  let left = MOST.total;
  return embeds.flatMap((embed) => {
    left -= embed.title.length + embed.description.length;
    if (left < 0) return [];
    const fields = embed.fields.filter(({ name, value }) => {
      if (name.length + value.length > left) return false;
      left -= name.length + value.length;
      return true;
    });
    return [{ ...embed, fields }];
  });
}

/** Discord's markup, which names and errors are not meant as. */
const escaped = (text: string) => text.replaceAll(/[\\*_~`|>#[\]]/g, (sign) => `\\${sign}`);

function executeUrl(webhook: string): string {
  const url = new URL(webhook);
  url.searchParams.set("wait", "true");
  return url.href;
}

function messageUrl(webhook: string, id: string): string {
  const url = new URL(webhook);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/messages/${encodeURIComponent(id)}`;
  return url.href;
}

const said = z.object({ id: z.string(), code: z.number(), retry_after: z.number() }).partial();

function classifyDiscord(answer: OutgoingAnswer, now: Date): DeliveryAnswer {
  const { id, code, retry_after } = readSaid(answer.text);
  // Somebody deleted the message: there is nothing that its end could be written into.
  if (answer.status === 404 && code === UNKNOWN_MESSAGE) {
    return { outcome: "delivered", status: answer.status, answer: answer.text };
  }
  const refused = { 401: REVOKED, 403: REVOKED, 404: code === UNKNOWN_WEBHOOK ? GONE : REVOKED };
  const asked = retry_after === undefined ? {} : { pauseMs: retry_after * 1000 };
  const told = classifyStatus(answer, { now, refused, ...asked });
  return told.outcome === "delivered" ? { ...told, remoteId: id ?? null, ...rateOf(answer.headers) } : told;
}

const GONE = "the webhook no longer exists in Discord; make a new one";
const REVOKED = "Discord does not take this webhook; look at it in the channel's settings, or make a new one";

/** The last one of a window says when the next window begins. */
function rateOf(headers: OutgoingAnswer["headers"]): { pauseMs?: number } {
  const resetMs = Number(headers["x-ratelimit-reset-after"]) * 1000;
  return headers["x-ratelimit-remaining"] === "0" && resetMs > 0 ? { pauseMs: resetMs } : {};
}

function readSaid(text: string): z.output<typeof said> {
  try {
    return said.parse(JSON.parse(text));
  } catch {
    return {}; // no answer of Discord's own: its status says enough
  }
}
