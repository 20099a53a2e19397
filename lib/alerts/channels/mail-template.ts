import { wordsIn } from "../../i18n/words.ts";
import type { Reader, ToldAlert, ToldFact, ToldIncidentWords, ToldLink } from "../words/told-alert.ts";
import type { Severity } from "../words/vocabulary.ts";

/**
 * A mail as a list of blocks, of which both of its parts are made: the plain one and the HTML cannot say different
 * things. Texts are plain; each part escapes them in its own way.
 */
export type MailBlock =
  /** With the severity of what is open. */
  | { kind: "title"; text: string; badge: { text: string; severity: Severity } | null }
  | { kind: "text"; text: string }
  | { kind: "facts"; facts: readonly ToldFact[] }
  /** What stands between backticks is shown as code. */
  | { kind: "action"; label: string; text: string; more: ToldLink | null }
  | { kind: "links"; links: readonly ToldLink[] }
  | { kind: "footer"; text: string; link: ToldLink };

/** Why the recipient gets it, and how that ends. */
export interface MailFooter {
  recipient: string;
  channelName: string;
  unsubscribeUrl: string;
}

/** What a mail says to one recipient, from the top down. Pure. */
export function mailBlocks(told: ToldAlert, reader: Reader, footer: MailFooter): MailBlock[] {
  const words = wordsIn(reader.locale);
  const { recipient: address, channelName: channel, unsubscribeUrl: href } = footer;
  const whatToDo = words("alerts.mail.whatToDo");
  const [only, ...others] = told.incidents;
  const isOne = only !== undefined && others.length === 0;
  return [
    { kind: "title", text: told.title, badge: isOne ? badgeOf(only) : null },
    { kind: "text", text: told.sentence },
    ...(isOne
      ? detailBlocks(only, whatToDo)
      : [
          { kind: "links", links: [{ text: told.urlWords, href: told.url }] } as const,
          ...told.incidents.flatMap((incident) => incidentBlocks(incident, whatToDo)),
        ]),
    {
      kind: "footer",
      text: words("alerts.mail.why", { address, channel, host: new URL(reader.appUrl).host }),
      link: { text: words("alerts.mail.unsubscribe"), href },
    },
  ];
}

/** One of several. */
function incidentBlocks(incident: ToldIncidentWords, whatToDo: string): MailBlock[] {
  return [
    { kind: "title", text: incident.title, badge: badgeOf(incident) },
    { kind: "text", text: incident.sentence },
    ...detailBlocks(incident, whatToDo),
  ];
}

function detailBlocks({ fields, action, help, links }: ToldIncidentWords, label: string): MailBlock[] {
  return [
    ...(action === null ? [] : [{ kind: "action", label, text: action, more: help } as const]),
    { kind: "links", links },
    { kind: "facts", facts: fields },
  ];
}

function badgeOf({ notice, severity, severityWords: text }: ToldIncidentWords) {
  return notice === "resolved" ? null : { text, severity };
}

/** The plain part: labels in one column, addresses on lines of their own. */
export function mailText(blocks: readonly MailBlock[]): string {
  return `${blocks.map(blockText).join("\n\n")}\n`;
}

function blockText(block: MailBlock): string {
  switch (block.kind) {
    case "title":
      return block.badge === null ? block.text : `[${block.badge.text}] ${block.text}`;
    case "text":
      return block.text;
    case "facts":
      return block.facts.map(({ label, value }) => `${label}: ${value}`).join("\n");
    case "action":
      return [`${block.label}: ${block.text}`, ...(block.more ? [linkText(block.more)] : [])].join("\n");
    case "links":
      return block.links.map(linkText).join("\n");
    case "footer":
      // Two hyphens and a space: mail programs know it as the end of what was written.
      return `-- \n${block.text}\n${linkText(block.link)}`;
  }
}

const linkText = ({ text, href }: ToldLink) => `${text}: ${href}`;
