import { useTranslations } from "next-intl";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";

/** What a chart shows, as a table that opens below it. */
export function ChartTable({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  const t = useTranslations("job");
  return (
    <details className="text-[0.8125rem]">
      <summary className="cursor-pointer text-muted-foreground hover:text-foreground">{t("asTable")}</summary>
      <ScrollBox label={t("asTable")} className="mt-2 max-h-64 rounded-md border border-border">
        <Table className="text-[0.8125rem]">
          <thead>
            <tr>
              {head.map((label) => (
                <TableHead key={label}>{label}</TableHead>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first = "", ...cells]) => (
              <TableRow key={first}>
                <TableCell className="whitespace-nowrap">{first}</TableCell>
                {cells.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a table do not move
                  <TableCell key={index}>{cell}</TableCell>
                ))}
              </TableRow>
            ))}
          </tbody>
        </Table>
      </ScrollBox>
    </details>
  );
}
