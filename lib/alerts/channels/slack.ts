import { z } from "zod";
import type { ToldAlert, ToldIncidentWords } from "../words/told-alert.ts";
import { classifyStatus, cutText } from "./answers.ts";
import { overHttp } from "./channel.ts";

/**
 * Slack's incoming webhooks: Block Kit, a message a second (docs.slack.dev: "rate limits"). What was posted cannot be
 * changed, so an end is a message of its own.
 */
export const slack = overHttp({
  kind: "slack",
  secrets: z.object({ url: z.url() }),
  settings: z.object({}),
  spacingMs: 1_000,
  render: ({ told, secrets }) => [{ url: secrets.url, body: JSON.stringify(slackMessage(told)) }],
  classify: (answer, now) => classifyStatus(answer, { now, refused: REFUSED }),
});

const REFUSED: Readonly<Record<number, string>> = {
  400: "Slack does not take the message",
  403: "Slack refuses the webhook: its app was removed, or may not post there; make a new webhook",
  404: "Slack does not know the webhook or its channel any more; make a new webhook",
  410: "Slack's channel is archived; make a webhook for another one",
};

/** Limits of Block Kit, in characters and numbers (docs.slack.dev/reference/block-kit/blocks). */
const MOST = { header: 150, section: 3_000, field: 2_000, fields: 10, incidents: 15, text: 4_000 };
const SIGNS = { critical: "🔴", warning: "🟠", info: "🔵" } as const;

/** The body of the call. */
function slackMessage(told: ToldAlert): object {
  const sign = told.resolved ? "✅" : SIGNS[told.severity];
  const title = `${sign} ${told.title}`;
  const header = { type: "header", text: { type: "plain_text", text: cutText(title, MOST.header), emoji: true } };
  const several = told.incidents.length > 1 ? incidentBlocks(told.incidents) : [];
  const blocks = [
    header,
    ...textBlocks(told.sentence),
    ...fieldBlocks(told.fields),
    ...textBlocks(told.action),
    ...several,
    section(link(told.url, told.urlWords)),
  ];
  return { text: escaped(cutText(title, MOST.text)), blocks };
}

/** Slack refuses a text without a character. */
const textBlocks = (text: string | null) => (text ? [section(escaped(text))] : []);

function incidentBlocks(incidents: readonly ToldIncidentWords[]): object[] {
  const shown = incidents.slice(0, MOST.incidents);
  const left = incidents.length - shown.length;
  const blocks = shown.map(({ title, sentence, url }) =>
    section(`*${link(url, title)}*\n${escaped(cutText(sentence, 1_000))}`),
  );
  return [{ type: "divider" }, ...blocks, ...(left > 0 ? [section(`+ ${left}`)] : [])];
}

function fieldBlocks(fields: ToldAlert["fields"]): object[] {
  if (fields.length === 0) return [];
  const told = fields.slice(0, MOST.fields).map(({ label, value }) => ({
    type: "mrkdwn",
    text: `*${escaped(label)}*\n${escaped(cutText(value, MOST.field / 2 - 200))}`,
  }));
  return [{ type: "section", fields: told }];
}

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text: cutText(text, MOST.section) } });

/** The words of a link may hold neither its end nor a line break. */
const link = (url: string, words: string) => `<${url}|${escaped(cutText(words, 300)).replaceAll(/[|\n]/g, " ")}>`;

/** The three signs by which Slack tells its markup (docs.slack.dev: "escaping text"). */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
