import { useTranslations } from "next-intl";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { readRunMetrics } from "@/lib/dashboard/runs/run-metrics";

/** The numbers that a run's handler kept with it; nothing for a run without any. */
export function RunMetrics({ metrics }: { metrics: Awaited<ReturnType<typeof readRunMetrics>> }) {
  const t = useTranslations("run.metrics");
  const words = useTranslations("words");
  if (metrics.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent>
        <Table className="text-[0.8125rem]">
          <thead>
            <tr>
              <TableHead>{t("name")}</TableHead>
              <TableHead>{t("value")}</TableHead>
            </tr>
          </thead>
          <tbody>
            {metrics.map(({ name, value, unit }) => (
              <TableRow key={name}>
                <TableCell className="wrap-anywhere">{name}</TableCell>
                <TableCell className="whitespace-nowrap tabular-nums">
                  {words("number", { value })} {unit}
                </TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      </CardContent>
    </Card>
  );
}
