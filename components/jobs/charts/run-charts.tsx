import { useTranslations } from "next-intl";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { ChartBucket } from "@/lib/dashboard/jobs/job-charts";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { LazyCharts } from "./lazy-charts";

/** Outcomes and durations over time, drawn in the browser; the table beside them says the same without a script. */
export function RunCharts({
  buckets,
  unit,
  measured,
}: {
  buckets: readonly ChartBucket[];
  unit: "hour" | "day";
  measured: number;
}) {
  const t = useTranslations("job.charts");
  const words = useTranslations("words");
  const scale = scaleOf(buckets);
  const labels = {
    completed: words("state.completed"),
    partial: words("state.partial"),
    failed: words("state.failed"),
    notRun: t("notRun"),
    p50: t("p50"),
    p95: t("p95"),
  };
  const points = buckets.map((bucket) => ({
    label: labelOf(bucket.at, unit),
    completed: bucket.completed,
    partial: bucket.partial,
    failed: bucket.failed,
    notRun: bucket.notRun,
    p50: bucket.p50 === null ? null : bucket.p50 / scale.ms,
    p95: bucket.p95 === null ? null : bucket.p95 / scale.ms,
  }));
  const duration = (ms: number | null) => (ms === null ? words("none") : formatDuration(words, ms));
  const number = (value: number) => words("number", { value });
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <span className="text-xs text-muted-foreground">{t("utc")}</span>
      </CardHeader>
      <CardContent className="flex flex-col gap-4">
        <LazyCharts
          points={points}
          labels={labels}
          unit={words(`duration.${scale.unit}`, { count: 0 }).replace(/^0\s*/, "")}
          names={{ outcomes: t("outcomes"), durations: t("durations") }}
        />
        <p className="text-xs text-muted-foreground">{t("measured", { runs: measured })}</p>
        <ChartTable
          head={[t(unit), labels.completed, labels.partial, labels.failed, labels.notRun, labels.p50, labels.p95]}
          rows={buckets
            .filter((bucket) => bucket.completed + bucket.partial + bucket.failed + bucket.notRun > 0)
            .map((bucket) => [
              labelOf(bucket.at, unit),
              ...[bucket.completed, bucket.partial, bucket.failed, bucket.notRun].map(number),
              ...[bucket.p50, bucket.p95].map(duration),
            ])}
        />
      </CardContent>
    </Card>
  );
}

/** `11-21 08:00` or `2026-11-21`, in UTC. */
function labelOf(at: Date, unit: "hour" | "day"): string {
  const text = at.toISOString();
  return unit === "hour" ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(0, 10);
}

/** The unit in which the longest duration can be read at a glance. */
function scaleOf(buckets: readonly ChartBucket[]): { unit: "milliseconds" | "seconds" | "minutes"; ms: number } {
  const longest = Math.max(0, ...buckets.map(({ p95 }) => p95 ?? 0));
  if (longest < 2000) return { unit: "milliseconds", ms: 1 };
  return longest < 240_000 ? { unit: "seconds", ms: 1000 } : { unit: "minutes", ms: 60_000 };
}

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
              <TableRow key={[first, ...cells].join(" ")}>
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
