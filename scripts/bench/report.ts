/** Prints a title and a table, columns aligned, the first to the left and figures to the right. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    widths.map((width, column) => pad(row[column] ?? "", width, column)).join("  ");
  console.log(`\n${title}`);
  console.log(line(head));
  console.log(widths.map((width) => "-".repeat(width)).join("  "));
  for (const row of rows) console.log(line(row));
}

export const perSecond = (rate: number | undefined): string => (rate === undefined ? "-" : String(Math.round(rate)));

/** A ratio and whether it reaches its aim. */
export function againstAim(ratio: number | undefined, aim: number, better: "higher" | "lower" = "higher"): string {
  if (ratio === undefined || Number.isNaN(ratio)) return "-";
  const reached = better === "higher" ? ratio >= aim : ratio <= aim;
  return `${ratio.toFixed(2)} (aim ${better === "higher" ? ">=" : "<="} ${aim}${reached ? "" : ", missed"})`;
}

const pad = (cell: string, width: number, column: number) => (column === 0 ? cell.padEnd(width) : cell.padStart(width));
