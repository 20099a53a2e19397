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
