/** A part of a guide: its own small Markdown, of which docs/troubleshooting.md is written. */
export type GuideBlock =
  | { kind: "heading"; text: string; id: string }
  | { kind: "paragraph"; text: string }
  | { kind: "table"; head: string[]; rows: string[][] };

/** A piece of a line. `href` is as it is written. */
export type GuidePiece =
  | { kind: "text" | "code" | "strong"; text: string }
  | { kind: "link"; text: string; href: string };

/** Headings of the second level, paragraphs and tables, in their order; the title is left out. */
export function guideBlocks(markdown: string): GuideBlock[] {
  const blocks = markdown.split(/\n\s*\n/).map((block) => block.trim());
  return blocks.filter((block) => block !== "" && !block.startsWith("# ")).map(toBlock);
}

const PIECES = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** A line in pieces: text, `code`, **strong** and [links](#somewhere). */
export function guidePieces(line: string): GuidePiece[] {
  const pieces: GuidePiece[] = [];
  let end = 0;
  for (const match of line.matchAll(PIECES)) {
    if (match.index > end) pieces.push({ kind: "text", text: line.slice(end, match.index) });
    pieces.push(toPiece(match));
    end = match.index + match[0].length;
  }
  return end < line.length ? [...pieces, { kind: "text", text: line.slice(end) }] : pieces;
}

function toPiece([, code, strong, text = "", href = ""]: RegExpExecArray): GuidePiece {
  if (code !== undefined) return { kind: "code", text: code };
  return strong === undefined ? { kind: "link", text, href } : { kind: "strong", text: strong };
}

function toBlock(block: string): GuideBlock {
  if (block.startsWith("## ")) return { kind: "heading", text: block.slice(3), id: idOf(block.slice(3)) };
  if (!block.startsWith("|")) return { kind: "paragraph", text: block.replaceAll("\n", " ") };
  const [head = [], , ...rows] = block.split("\n").map(cellsOf);
  return { kind: "table", head, rows };
}

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());

/** As links to headings name them. */
const idOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
