import type { Locale } from "../../i18n/locales.ts";
import type { ToldFact, ToldLink } from "../words/told-alert.ts";
import type { Severity } from "../words/vocabulary.ts";
import type { MailBlock } from "./mail-template.ts";

/**
 * The HTML part. Written for mail programs: a table for the width, styles in the elements (many drop the head), and in the
 * head what only some can do, the dark colours. Nothing is loaded from anywhere.
 * @param preview what lists of mails show beside the subject
 */
export function mailHtml(
  blocks: readonly MailBlock[],
  { locale, title, preview }: { locale: Locale; title: string; preview: string },
): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f8f9fb;">
<div style="display:none;max-height:0;overflow:hidden;">${escapeHtml(preview)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f8f9fb;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="${CARD}">
<tr><td style="padding:24px;font-family:${FONT};font-size:15px;line-height:1.5;${WRAP}">
${blocks.map(blockHtml).join("\n")}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const FONT = "-apple-system,'Segoe UI',Roboto,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',sans-serif";
const CARD =
  "max-width:600px;background:#ffffff;border:1px solid #e1e6ed;border-radius:8px;border-collapse:separate;text-align:left;";
/** A word of another side may be longer than a phone is wide; Korean is broken between words. */
const WRAP = "color:#17202e;overflow-wrap:anywhere;word-break:keep-all;";

/** Text and ground, as on the screens: app/globals.css. */
const TONES: Record<Severity, { text: string; ground: string; dark: { text: string; ground: string } }> = {
  critical: { text: "#a8201f", ground: "#fde7e6", dark: { text: "#ff9b94", ground: "#3b1615" } },
  warning: { text: "#7a4a02", ground: "#fdf0d3", dark: { text: "#f2c063", ground: "#352809" } },
  info: { text: "#1c4fa8", ground: "#e1edfd", dark: { text: "#8fc0ff", ground: "#12294a" } },
};

const DARK = `@media (prefers-color-scheme: dark) {
.page { background: #0d1117 !important; }
.card { background: #141a22 !important; border-color: #263140 !important; }
.card td, .text { color: #e6eaf0 !important; }
.muted, .card td.muted { color: #9aa7b8 !important; }
.link { color: #8ea6ff !important; }
.button { background: #8ea6ff !important; color: #0d1330 !important; }
.line { border-color: #263140 !important; }
.code { background: #1b232d !important; }
${Object.entries(TONES)
  .map(([tone, { dark }]) => `.${tone} { background: ${dark.ground} !important; color: ${dark.text} !important; }`)
  .join("\n")}
}`;

function blockHtml(block: MailBlock): string {
  switch (block.kind) {
    case "title":
      return titleHtml(block);
    case "text":
      return `<p class="text" style="margin:0 0 16px;">${escapeHtml(block.text)}</p>`;
    case "facts":
      return factsHtml(block.facts);
    case "action":
      return actionHtml(block);
    case "links":
      return `<p style="margin:0 0 20px;">${block.links.map(linkHtml).join(" &nbsp; ")}</p>`;
    case "footer":
      return footerHtml(block);
  }
}

function titleHtml({ text, badge }: Extract<MailBlock, { kind: "title" }>): string {
  const pill = badge === null ? "" : pillHtml(badge);
  return `<h1 class="text" style="margin:0 0 8px;font-size:20px;line-height:1.3;color:#17202e;">${pill}${escapeHtml(text)}</h1>`;
}

function pillHtml({ text, severity }: { text: string; severity: Severity }): string {
  const { text: color, ground } = TONES[severity];
  const shape =
    "display:inline-block;margin-bottom:6px;padding:3px 10px;border-radius:999px;font-size:12px;font-weight:600;";
  return `<span class="${severity}" style="${shape}background:${ground};color:${color};">${escapeHtml(text)}</span><br>`;
}

function factsHtml(facts: readonly ToldFact[]): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td class="muted line" valign="top" style="${CELL}width:34%;color:#566275;">${escapeHtml(label)}</td>` +
      `<td class="line" valign="top" style="${CELL}">${escapeHtml(value)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 24px;font-size:14px;table-layout:fixed;${WRAP}">${rows.join("")}</table>`;
}

const CELL = "padding:6px 8px 6px 0;border-top:1px solid #e1e6ed;";

function actionHtml({ label, text, more }: Extract<MailBlock, { kind: "action" }>): string {
  // Every other part stands between backticks.
  const parts = text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? codeHtml(part) : escapeHtml(part)))
    .join("");
  const link =
    more === null
      ? ""
      : `<br><a class="link" href="${escapeHtml(more.href)}" style="color:#2b4acb;">${escapeHtml(more.text)}</a>`;
  return `<p class="text" style="margin:0 0 16px;"><strong>${escapeHtml(label)}</strong><br>${parts}${link}</p>`;
}

const codeHtml = (text: string) =>
  `<code class="code" style="padding:1px 4px;border-radius:3px;background:#eef1f5;font-size:13px;">${escapeHtml(text)}</code>`;

/** The first is what one does next: a button. */
function linkHtml({ text, href }: ToldLink, index: number): string {
  const [name, style] =
    index === 0
      ? [
          "button",
          "display:inline-block;padding:9px 16px;border-radius:6px;background:#2b4acb;color:#ffffff;font-weight:600;text-decoration:none;",
        ]
      : ["link", "color:#2b4acb;"];
  return `<a class="${name}" href="${escapeHtml(href)}" style="${style}">${escapeHtml(text)}</a>`;
}

function footerHtml({ text, link }: Extract<MailBlock, { kind: "footer" }>): string {
  return `<p class="muted line" style="margin:0;padding-top:16px;border-top:1px solid #e1e6ed;font-size:12px;color:#566275;">${escapeHtml(text)} <a class="link" href="${escapeHtml(link.href)}" style="color:#2b4acb;">${escapeHtml(link.text)}</a></p>`;
}

/** Safe between tags and within quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
