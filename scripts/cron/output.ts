/** What people and programs read: answers on stdout, everything else on stderr. */

export function print(text: string): void {
  process.stdout.write(`${visible(text)}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${visible(text)}\n`);
}

export function printJson(value: unknown): void {
  // JSON escapes the rest of the control characters by itself.
  const json = JSON.stringify(value, null, 2).replace(/[\x7f-\x9f]/g, (sign) => `\\u00${codeOf(sign)}`);
  process.stdout.write(`${json}\n`);
}

/**
 * Text with its control characters written out: what others have said (a run's message, an error) must not move a
 * terminal's cursor, colour it, or type for the person who reads. Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (sign) => `\\x${codeOf(sign)}`);
}

const codeOf = (sign: string) => (sign.codePointAt(0) ?? 0).toString(16).padStart(2, "0");

/** `2026-11-21 12:40:03` UTC. */
export function utc(at: Date | null): string {
  return at === null ? "–" : at.toISOString().slice(0, 19).replace("T", " ");
}

/** Rows as aligned columns, two spaces apart and indented by two. @param head printed above, in capitals */
export function textTable(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  // A line end in a cell would begin what looks like a row of its own.
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll(/\s*[\r\n]+\s*/g, " ⏎ ")));
  const all = head ? [head.map((cell) => cell.toUpperCase()), ...plain] : plain;
  const columns = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, index) => Math.max(...all.map((row) => widthOf(row[index]))));
  return all.map((row) => `  ${row.map((cell, index) => pad(cell, widths[index])).join("  ")}`.trimEnd()).join("\n");
}

/** Fields under each other: `name  value`. */
export function fieldList(fields: Readonly<Record<string, string | number | null | undefined>>): string {
  return textTable(Object.entries(fields).map(([name, value]) => [name, String(value ?? "–")]));
}

function widthOf(cell: string | undefined): number {
  return [...(cell ?? "")].length;
}

function pad(cell: string, width: number | undefined): string {
  return cell + " ".repeat(Math.max(0, (width ?? 0) - widthOf(cell)));
}
