import { useTranslations } from "next-intl";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { MetricSeries } from "@/lib/dashboard/runs/run-metrics";
import { LazyMetricCharts } from "./lazy-charts";
import { ChartTable } from "./run-charts";

/** What the job's runs told with `ctx.metric`, one line each; nothing for a job that tells none. */
export function MetricCharts({ series }: { series: readonly MetricSeries[] }) {
  const t = useTranslations("job.charts");
  const words = useTranslations("words");
  if (series.length === 0) return null;
  const drawn = series.map(({ name, unit, points }) => ({
    name: nameOf(name, unit),
    points: points.map(({ at, value }) => ({ label: labelOf(at), value })),
  }));
  const rows = series.flatMap(({ name, unit, points }) =>
    points.map(({ at, value }) => ({ at, cells: [name, `${words("number", { value })} ${unit ?? ""}`.trim()] })),
  );
  const newestFirst = rows.sort((a, b) => b.at.getTime() - a.at.getTime());
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("metrics")}</CardTitle>
        <span className="text-xs text-muted-foreground">{t("utc")}</span>
      </CardHeader>
      <CardContent className="flex flex-col gap-4">
        <LazyMetricCharts series={drawn} />
        <p className="text-xs text-muted-foreground">{t("metricsNote")}</p>
        <ChartTable
          head={[t("instant"), t("metric"), t("value")]}
          rows={newestFirst.slice(0, MOST_ROWS).map(({ at, cells }) => [at.toISOString(), ...cells])}
        />
      </CardContent>
    </Card>
  );
}

/** The table repeats the newest; all of them are in the export. */
const MOST_ROWS = 200;

const nameOf = (name: string, unit: string | null) => (unit === null ? name : `${name} (${unit})`);

/** `11-21 08:00`, in UTC. */
function labelOf(at: Date): string {
  const text = at.toISOString();
  return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
}
